import { describe, expect, it } from '@jest/globals'
import type { Pool } from '../../../lib/store/db/database.ts'
import { withDatabase } from '../../../lib/store/db/wait-for-database.ts'

const pool = {
  connect: async () => ({ query: async () => ({ rows: [] }), release: () => undefined }),
} as unknown as Pool
const cut = new Error('Connection terminated unexpectedly')

function patience(now = () => 0) {
  const failures: unknown[] = []
  const onFailure = (error: unknown) => void failures.push(error)
  return { failures, options: { limitMs: 1_000, now, onFailure } }
}

describe('a start during a restart of the database', () => {
  it('begins again where the connection was cut in the middle', async () => {
    const { failures, options } = patience()
    let runs = 0
    const result = await withDatabase(pool, options, async () => {
      runs += 1
      if (runs < 3) throw cut
      return 'joined'
    })
    expect(result).toBe('joined')
    expect(failures).toEqual([cut, cut])
  })

  it('ends with a sentence when it goes on too long', async () => {
    let time = 0
    const { options } = patience(() => time)
    const started = withDatabase(pool, options, async () => {
      time += 400
      throw cut
    })
    await expect(started).rejects.toMatchObject({ code: 'database_unavailable' })
    expect(time).toBe(1_200)
  })

  it('does not repeat what fails for another reason', async () => {
    const { failures, options } = patience()
    const wrong = new Error('formerly names two handlers')
    await expect(withDatabase(pool, options, () => Promise.reject(wrong))).rejects.toBe(wrong)
    expect(failures).toEqual([])
  })
})
