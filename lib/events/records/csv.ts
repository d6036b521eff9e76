import { CsvError, parse } from 'csv-parse/sync'
import { ReceiverError } from '../../errors.ts'
import type { DecodeLimits } from '../decode-limits.ts'
import { limitExceeded } from '../limit-exceeded.ts'
import { type RecordNode, storable } from './record-node.ts'

/** The delimiters of Integration Center. The first line decides between them. */
const DELIMITERS = [',', ';', '\t', '|'] as const

/**
 * The rows of a CSV text (RFC 4180) with a header line, each as a record. Values keep their blanks.
 * @throws ReceiverError `csv_malformed`, `content_limit`
 */
export function csvNode(text: string, limits: DecodeLimits): RecordNode {
  if (text.length > limits.text) throw limitExceeded('characters', limits.text)
  const [header, ...rows] = readRows(text, limits)
  if (header === undefined) return listOf([])
  const names = header.map((name) => storable(name.trim()))
  return listOf(rows.map((values) => rowNode(names, values)))
}

function readRows(text: string, limits: DecodeLimits): string[][] {
  const delimiter = delimiterOf(text)
  try {
    const rows: string[][] = parse(text, {
      delimiter,
      bom: true,
      skip_empty_lines: true,
      max_record_size: limits.text,
      // One more than allowed, to find out that there are too many.
      to: limits.events + 2,
    })
    if (rows.length > limits.events + 1) throw limitExceeded('events', limits.events)
    if ((rows[0]?.length ?? 0) > limits.fields)
      throw limitExceeded('fields of an event', limits.fields)
    return rows
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    // The library's text quotes the row, which may hold personal data.
    throw new ReceiverError(
      'csv_malformed',
      'Expected CSV with a header line and as many fields in each row, got other text; correct the delimiter, the quotes or the number of fields',
    )
  }
}

function delimiterOf(text: string): string {
  const line = text.slice(0, endOfLine(text))
  const counts = DELIMITERS.map((delimiter) => line.split(delimiter).length)
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ','
}

function endOfLine(text: string): number {
  const end = text.search(/[\r\n]/)
  return end === -1 ? text.length : end
}

function rowNode(names: readonly string[], values: readonly string[]): RecordNode {
  const members = names.map((name, index) => ({
    name,
    node: { kind: 'value', text: storable(values[index] ?? ''), isNull: false } as const,
  }))
  const fields = members.map(({ name, node }) => [name, node.text])
  return {
    kind: 'object',
    source: JSON.stringify(Object.fromEntries(fields)),
    members: () => members,
  }
}

function listOf(items: readonly RecordNode[]): RecordNode {
  return { kind: 'list', source: '', items: () => items }
}
