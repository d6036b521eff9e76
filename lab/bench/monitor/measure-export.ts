import { writeFile } from 'node:fs/promises'
import { EXPORT_COLUMNS } from '../../../lib/states.ts'
import type { BenchDatabase } from '../stage/database.ts'
import { memoryOf } from '../stage/process-memory.ts'
import type { RunningServer } from '../stage/start-server.ts'

export interface ExportFigures {
  readonly rows: number
  readonly seconds: number
  readonly megabytes: number
  /** resident memory of the service (MB) */
  readonly beforeMb: number
  /** the most during the first tenth of the rows, and during all of them */
  readonly firstPeakMb: number
  readonly peakMb: number
}

/** Allowed growth of memory after the first tenth: garbage that is not collected yet. */
const GROWTH_MB = 96
const COUNT = 'select count(*)::int as messages from message'
const LINE_END = 10

/**
 * Exports all messages with all columns, also the recorded one with the employees.
 * @throws Error if rows are missing, or if the memory grows with them
 */
export async function measureExport(
  server: RunningServer,
  database: BenchDatabase,
  token: string,
): Promise<ExportFigures> {
  const messages = async () => (await database.row<{ messages: number }>(COUNT)).messages
  const least = await messages()
  await forgetPeak(server)
  const { nowMb: beforeMb } = await memory(server)
  const start = performance.now()
  const answer = await fetch(`${server.origin}/operations/v1/messages/export`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ columns: EXPORT_COLUMNS, zone: 'Europe/Berlin' }),
  })
  if (answer.status !== 200 || answer.body === null) {
    throw new Error(`expected status 200 of the export, got ${answer.status}`)
  }
  // The title is a line, too.
  let rows = -1
  let bytes = 0
  let firstPeakMb: number | null = null
  for await (const chunk of answer.body) {
    bytes += chunk.length
    for (const byte of chunk) if (byte === LINE_END) rows += 1
    if (firstPeakMb === null && rows >= least / 10) firstPeakMb = (await memory(server)).peakMb
  }
  const seconds = (performance.now() - start) / 1_000
  const { peakMb } = await memory(server)
  const most = await messages()
  if (rows < least || rows > most) {
    throw new Error(`expected ${least} to ${most} rows in the export, got ${rows}`)
  }
  const figures = { rows, seconds, megabytes: bytes / 1e6, beforeMb, peakMb }
  if (firstPeakMb === null || peakMb > firstPeakMb + GROWTH_MB) {
    throw new Error(`expected memory that does not grow with the rows: ${JSON.stringify(figures)}`)
  }
  return { ...figures, firstPeakMb }
}

async function memory({ process }: RunningServer) {
  const found = await memoryOf(process.pid)
  if (found === null) throw new Error('expected a system with /proc')
  return found
}

/** The peak then starts with the present memory (proc(5), clear_refs). */
async function forgetPeak({ process }: RunningServer): Promise<void> {
  await writeFile(`/proc/${process.pid}/clear_refs`, '5')
}
