import { hash } from 'node:crypto'
import { isTechnicalName } from '../../masking/is-harmless.ts'
import type { Alert, Condition } from '../../store/alerts/alert.ts'
import type { Observed } from '../../store/alerts/observe.ts'

export interface ConditionLimits {
  /** null = no alert for silence */
  readonly silenceMs: number | null
}

const HOUR_MS = 3_600_000
/** Fewer recent refusals are no alert. */
const FEW = 20
/** Factor over the usual number that opens an alert; half of it keeps it open. */
const JUMP = 5

/** The conditions that need an alert. Pure. */
export function conditionsOf(
  observed: Observed,
  { silenceMs }: ConditionLimits,
  open: readonly Alert[],
): Condition[] {
  const { parked, circuits, unmanned, undecodable, silentSenders, withoutHandler } = observed
  return [
    ...parked.map(({ handler, reasonCode, code, lanes }) => ({
      kind: 'parked' as const,
      about: [handler, reasonCode, code].filter((part) => part !== null).join('/'),
      handler,
      code: code === null ? reasonCode : `${reasonCode ?? ''} ${code}`.trim(),
      count: lanes,
    })),
    ...circuits.map((handler) => ofHandler('circuit', handler, 1)),
    ...unmanned.map(({ handler, deliveries }) => ofHandler('no_instance', handler, deliveries)),
    ...undecodable.map(({ code, messages }) => ({
      kind: 'undecodable' as const,
      about: code,
      handler: null,
      code,
      count: messages,
    })),
    ...silentSenders.map(({ company, type, events }) => ({
      kind: 'silent_sender' as const,
      about: `${company}/${nameOfType(type)}`,
      handler: null,
      code: nameOfType(type),
      count: events,
    })),
    ...withoutHandler.map(({ type, events }) => ({
      kind: 'no_handler' as const,
      about: nameOfType(type),
      handler: null,
      code: nameOfType(type),
      count: events,
    })),
    ...refusalsJumped(observed, open),
    ...silence(observed, silenceMs),
  ]
}

/** The sender chooses the type. A text that is no name becomes a mark with a digest. */
function nameOfType(type: string): string {
  return type === '' || isTechnicalName(type) ? type : `‹type› ${hash('sha256', type).slice(0, 8)}`
}

function ofHandler(kind: 'circuit' | 'no_instance', handler: string, count: number): Condition {
  return { kind, about: handler, handler, code: null, count }
}

function refusalsJumped({ refusals }: Observed, open: readonly Alert[]): Condition[] {
  const { recent, usual, code } = refusals
  const isOpen = open.some(({ kind, endedAt }) => kind === 'refusals' && endedAt === null)
  const bar = Math.max(FEW, usual * JUMP) / (isOpen ? 2 : 1)
  if (recent < bar) return []
  return [{ kind: 'refusals', about: '', handler: null, code, count: recent }]
}

/** No silence before the first message: perhaps no subscription is active yet. */
function silence({ now, quietSince }: Observed, silenceMs: number | null): Condition[] {
  if (silenceMs === null || quietSince === null) return []
  const quietMs = now.getTime() - quietSince.getTime()
  if (quietMs < silenceMs) return []
  const hours = Math.floor(quietMs / HOUR_MS)
  return [{ kind: 'silence', about: '', handler: null, code: null, count: hours }]
}
