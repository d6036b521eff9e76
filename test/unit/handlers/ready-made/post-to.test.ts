import { describe, expect, it } from '@jest/globals'
import { readReadyMade } from '../../../../lib/handlers/ready-made/read-ready-made.ts'
import { aHire, deliver } from '../../../../lib/testing.ts'

const read = readReadyMade('{"use":"publish","destination":"sink","on":"*"}')
if ('mistakes' in read) throw new Error(read.mistakes.join('; '))
const { definition } = read

describe('a ready-made handler', () => {
  it.each([400, 405, 406, 410, 413, 414, 415, 422])('is refused for good by %i', async (status) => {
    const { outcome, attempts } = await deliver(definition, aHire(), {
      destinations: { sink: () => ({ status }) },
    })
    expect(outcome).toBe('rejected')
    expect(attempts).toHaveLength(1)
  })

  // 409: the target is still at the first call with this key.
  it.each([401, 403, 404, 409, 429, 500])('tries again after %i', async (status) => {
    const statuses = [status, 202]
    const { outcome, outbound } = await deliver(definition, aHire(), {
      destinations: { sink: () => ({ status: statuses.shift() ?? 500 }) },
    })
    expect(outcome).toBe('completed')
    expect(new Set(outbound.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
  })
})
