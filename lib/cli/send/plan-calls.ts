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

/** Event types by short names. */
export const SHORT_TYPES: Readonly<Record<string, string>> = {
  hire: HIRE,
  rehire: REHIRE,
  termination: TERMINATION,
  'manager-change': MANAGER_CHANGED,
}

/** Of everything something, as the demo sends it: repeats, other contracts, what cannot be read. */
export const MIXED = 'mixed'

export interface CallPlan {
  /** an event type, or MIXED */
  readonly type: string
  readonly count: number
  /** the userId of all of them; null = invented people, one a call */
  readonly employee: string | null
  readonly effective: 'current' | 'future'
  readonly seed: number
  /** epoch milliseconds */
  readonly now: number
}

/** Calls as an Event Connector makes them, an event each. Pure. */
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

/** The type that a short name means; what has a dot in it is a type. null = neither. */
export function eventTypeOf(name: string): string | null {
  return SHORT_TYPES[name] ?? (/^[\w-]+(\.[\w-]+)+$/.test(name) ? name : null)
}

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
