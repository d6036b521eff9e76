import { readFile } from 'node:fs/promises'
import { describe, expect, it } from '@jest/globals'
import { message } from '../../../app/monitor/src/text/en/message.ts'
import { unknownPlaceholders } from '../../../lib/events/answer-template.ts'
import { normalizedName, PERSON_KINDS, personFields } from '../../../lib/events/person-fields.ts'

const documentOf = (name: string) =>
  readFile(new URL(`../../../docs/${name}`, import.meta.url), 'utf8')
/** Rows of a table whose first cell is one of these, as the texts of their cells. */
const rowsOf = (document: string, isFirst: (cell: string) => boolean) =>
  [...document.matchAll(/^\| (.+) \|$/gm)]
    .map(([, row = '']) => row.split(' | '))
    .filter(([first = '']) => isFirst(first.replaceAll('`', '')))
const codesIn = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)

describe('what the documents say of records', () => {
  it('names the fields of persons in the order that counts', async () => {
    const kinds: readonly string[] = PERSON_KINDS
    const rows = rowsOf(await documentOf('handlers.md'), (cell) => kinds.includes(cell))
    const documented = rows.flatMap(([kind = '', spellings = '']) =>
      codesIn(spellings).map((name) => [normalizedName(name), kind.replaceAll('`', '')]),
    )
    expect(documented).toEqual([...personFields()])
    expect(rows.map(([kind = '']) => kind.replaceAll('`', ''))).toEqual(kinds)
  })

  it('names placeholders and warnings that exist', async () => {
    const records = await documentOf('records.md')
    expect(records).toContain('{{messageId}}')
    expect(unknownPlaceholders({ xml: records })).toEqual([])
    const { title: _title, ...warnings } = message.warning
    for (const code of Object.keys(warnings)) expect(records).toContain(`| \`${code}\` |`)
  })
})
