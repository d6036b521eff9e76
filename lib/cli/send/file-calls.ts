import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { CallToSend } from '../../local/connector/planned-call.ts'
import { unreadable } from '../command.ts'

export interface FileOptions {
  readonly count: number
  /** null = by the ending of the file */
  readonly contentType: string | null
  /** the event type of a JSON file, which does not say it */
  readonly type: string | null
}

/** The body in a file as calls, byte for byte; from the second one on they are repeats. */
export async function fileCalls(file: string, options: FileOptions): Promise<CallToSend[]> {
  const body = await readFile(file).catch(unreadable('--file'))
  const { count, contentType, type } = options
  const call: CallToSend = {
    expect: 'accepted',
    token: 'good',
    query: type === null ? '' : `?type=${encodeURIComponent(type)}`,
    contentType: contentType ?? (path.extname(file) === '.json' ? 'application/json' : 'text/xml'),
    body,
    events: [],
    people: [],
  }
  return Array.from({ length: count }, () => call)
}
