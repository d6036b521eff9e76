import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { buildStream } from '../../local/connector/build-stream.ts'
import { type CallToSend, type PlannedCall, soapCall } from '../../local/connector/planned-call.ts'
import { createRandom } from '../../local/connector/seeded-random.ts'
import {
  createWorkforce,
  HIRE,
  MANAGER_CHANGED,
  REHIRE,
  TERMINATION,
} from '../../local/connector/workforce.ts'
import { unreadable } from '../command.ts'

/** Short names of event types. */
export const SHORT_TYPES: Readonly<Record<string, string>> = {
  hire: HIRE,
  rehire: REHIRE,
  termination: TERMINATION,
  'manager-change': MANAGER_CHANGED,
}

/** A mixed stream like the demo's: all contracts, duplicates and errors. */
export const MIXED = 'mixed'

export interface CallPlan {
  /** an event type, or MIXED */
  readonly type: string
  readonly count: number
  /** the userId of all events; null = one invented person per call */
  readonly employee: string | null
  readonly effective: 'current' | 'future'
  readonly seed: number
  /** epoch milliseconds */
  readonly now: number
}

/** Calls of an Event Connector, with one event each. Pure. */
export function planCalls(plan: CallPlan): PlannedCall[] {
  const { type, count, employee, effective, seed, now } = plan
  if (type === MIXED) return buildStream({ count, seed, now })
  const random = createRandom(seed)
  const workforce = createWorkforce(seed, random)
  const same =
    employee === null
      ? null
      : { userId: employee, perPersonUuid: random.hex32(), employed: true, records: 0 }
  return Array.from({ length: count }, (_, index) => {
    const publishedAt = now + index
    const event = workforce.event(type, same ?? workforce.newcomer(), { publishedAt, effective })
    const message = {
      contract: 'v2' as const,
      externalEventId: random.uuid(),
      type,
      publishedAt,
      publishedBy: 'admin',
      events: [event],
    }
    return soapCall(message, random)
  })
}

/** The type of a short name; a name with a dot is a type. null = neither */
export function eventTypeOf(name: string): string | null {
  return SHORT_TYPES[name] ?? (/^[\w-]+(\.[\w-]+)+$/.test(name) ? name : null)
}

/** A pattern of event types, such as `com.example.*`. */
export function isTypePattern(name: string): boolean {
  return name.includes('*') && /^[\w*-]+(\.[\w*-]+)*$/.test(name) && !name.includes('**')
}

export interface FileOptions {
  readonly count: number
  /** null = by the file extension */
  readonly contentType: string | null
  /** event type of a JSON file, which contains none */
  readonly type: string | null
}

/** The file as calls, byte for byte; all but the first are duplicates. */
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
