import { readFile } from 'node:fs/promises'
import { describe, expect, it } from '@jest/globals'
import { documents, documentWith } from '../../../lab/bench/figures/documents.ts'
import { readStats } from '../../../lab/bench/figures/figures-file.ts'

const read = (name: string) => readFile(new URL(`../../../${name}`, import.meta.url), 'utf8')

describe('figures in documents', () => {
  it.each(Object.keys(documents))('%s quotes those of the last whole run', async (name) => {
    const text = await read(name)
    expect(documentWith(text, documents[name] ?? {}, await readStats())).toBe(text)
  })

  it('are those of the last results', async () => {
    const { at, held } = await readStats()
    const results = await read('lab/bench/results.md')
    const latest = results.slice(results.lastIndexOf('\n## ') + 1)
    expect(latest.split('\n', 1)[0]).toBe(`## ${at}`)
    expect(latest).toMatch(
      new RegExp(`^\\| b-held \\|[^|]+\\| ${Math.round(held.perSecond)} \\|`, 'm'),
    )
  })
})
