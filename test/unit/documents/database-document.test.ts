import { readFile } from 'node:fs/promises'
import { describe, expect, it } from '@jest/globals'
import { environmentSchema } from '../../../lib/config/environment-schema.ts'
import { poolSizes } from '../../../srv/compose/pool-sizes.ts'

const read = (name: string) => readFile(new URL(`../../../${name}`, import.meta.url), 'utf8')

describe('docs/database.md', () => {
  it('has the sizes of the pools', async () => {
    const rows = [...(await read('docs/database.md')).matchAll(/^\| (\d+)((?: \| \d+){4}) \|$/gm)]
    expect(rows.length).toBeGreaterThan(2)
    for (const [, total, sizes] of rows) {
      const { ingest, dispatch, listen, operations } = poolSizes(Number(total))
      expect(sizes).toBe(` | ${[ingest, dispatch, listen, operations].join(' | ')}`)
    }
  })
})

describe('.env.example', () => {
  it('has every variable that is read one by one', async () => {
    const text = await read('.env.example')
    const missing = Object.keys(environmentSchema.shape).filter(
      (name) => !new RegExp(`^${name}=`, 'm').test(text),
    )
    expect(missing).toEqual([])
  })
})
