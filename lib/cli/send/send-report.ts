import type { Sent } from '../../local/connector/send.ts'
import type { Result } from '../command.ts'
import { meaningOf } from '../connector-settings/check-connection.ts'
import { table } from '../screen/table.ts'

/** Prints at most this many ids. */
const SHOWN_IDS = 10

/** Answers by status, and message ids. Pure. */
export function sendReport(sent: readonly Sent[], seconds: number): Result {
  const byStatus = new Map<string, number>()
  for (const { status } of sent) {
    const name = String(status ?? 'none')
    byStatus.set(name, (byStatus.get(name) ?? 0) + 1)
  }
  const statuses = [...byStatus].sort(([a], [b]) => a.localeCompare(b))
  const messageIds = sent.map(({ messageId }) => messageId).filter((id) => id !== null)
  const repeated = sent.filter(({ posts }) => posts > 1).length
  const isDone = sent.every(({ call, status }) => isExpected(call.expect, status))
  return {
    exitCode: isDone ? 0 : 1,
    lines: [
      '',
      ...table([['answer', 'calls'], ...statuses]),
      ...statuses.map(([status]) => hintFor(status)).filter((hint) => hint !== ''),
      ...(repeated === 0 ? [] : ['', `  ${repeated} sent a second time after 429 or 5xx`]),
      '',
      `  ${sent.length} calls in ${seconds.toFixed(1)} s`,
      ...idLines(messageIds),
    ],
    json: {
      calls: sent.length,
      seconds: Number(seconds.toFixed(3)),
      statuses: Object.fromEntries(statuses),
      repeated,
      messageIds,
    },
  }
}

/** A mixed stream contains calls that must be refused. */
function isExpected(expect: Sent['call']['expect'], status: number | null): boolean {
  if (expect === 'refused') return status === 401
  return expect === 'undecodable' ? status === 400 : status === 200
}

function hintFor(status: string): string {
  if (status === '200') return ''
  if (status === 'none') return '  no answer: is the service running there?'
  if (status === '400') return '  HTTP 400: the body is no message; the monitor shows why'
  return `  ${meaningOf(Number(status))}`
}

function idLines(ids: readonly string[]): string[] {
  if (ids.length === 0) return []
  const more = ids.length > SHOWN_IDS ? [`    … ${ids.length - SHOWN_IDS} more (--json)`] : []
  return ['', '  message ids', ...ids.slice(0, SHOWN_IDS).map((id) => `    ${id}`), ...more]
}
