import { ACTION_OUTCOMES, type ActionOutcome } from '../../../../lib/api/states.ts'
import type { Action } from '../api/shapes.ts'

type Outcomes = NonNullable<Action['outcomes']>

/** The combined progress of actions of one kind, and the states of their deliveries. */
export interface ActionProgress {
  readonly ids: readonly string[]
  readonly kind: string
  readonly ended: boolean
  readonly stopped: boolean
  readonly matched: number
  readonly done: number
  readonly refused: number
  /** deliveries that the action created; null if it creates none or did not count them */
  readonly made: number | null
  readonly errorCode: string | null
  readonly outcomes: Outcomes
  /** deliveries that are no longer stored */
  readonly deleted: number
}

export type Tone = 'Positive' | 'Negative' | 'Critical' | 'Information' | 'None'

const RUNNING: ReadonlySet<Action['state']> = new Set(['running', 'stopping'])
/** `done` counts messages. Each can have any number of deliveries. */
const OF_MESSAGES: ReadonlySet<string> = new Set(['backfill', 'decode', 'hand-over', 'repair'])

export function countsMessages({ kind }: Pick<ActionProgress, 'kind'>): boolean {
  return OF_MESSAGES.has(kind)
}

/** There are deliveries to list: changed ones or unchanged ones. */
export function hasItems(progress: ActionProgress): boolean {
  const { done, refused, outcomes } = progress
  return outcomes.counted > 0 || (!countsMessages(progress) && done + refused > 0)
}

export function isRunning({ state }: Pick<Action, 'state'>): boolean {
  return RUNNING.has(state)
}

/** The action or one of its deliveries has not ended. */
export function isMoving({ ended, outcomes }: ActionProgress): boolean {
  return !ended || outcomes.running + outcomes.waiting > 0
}

export function progressOf(actions: readonly Action[]): ActionProgress {
  const sum = (pick: (action: Action) => number) =>
    actions.reduce((total, action) => total + pick(action), 0)
  const of = (outcome: ActionOutcome | 'counted') => sum(({ outcomes }) => outcomes?.[outcome] ?? 0)
  const counts = ACTION_OUTCOMES.map((outcome) => [outcome, of(outcome)] as const)
  return {
    ids: actions.map(({ id }) => id),
    kind: actions[0]?.kind ?? '',
    ended: !actions.some(isRunning),
    stopped: actions.some(({ state }) => state === 'stopped' || state === 'stopping'),
    matched: sum(({ matched }) => matched ?? 0),
    done: sum(({ done }) => done),
    refused: sum(({ refused }) => refused),
    made: actions.every(({ deliveries }) => deliveries === null)
      ? null
      : sum(({ deliveries }) => deliveries ?? 0),
    errorCode: actions.find(({ errorCode }) => errorCode !== null)?.errorCode ?? null,
    outcomes: {
      ...(Object.fromEntries(counts) as Record<ActionOutcome, number>),
      counted: of('counted'),
      atLeast: actions.some(({ outcomes }) => outcomes?.atLeast === true),
    },
    deleted: sum(deletedOf),
  }
}

function deletedOf(action: Action): number {
  const { outcomes, done, deliveries } = action
  if (outcomes === null || outcomes.atLeast) return 0
  const changed = countsMessages(action) ? (deliveries ?? 0) : done
  return Math.max(0, changed - outcomes.counted)
}

/** Green means that everything requested has completed. */
export function toneOf(progress: ActionProgress): Tone {
  const { ended, stopped, errorCode, outcomes } = progress
  if (errorCode !== null || outcomes.failed > 0) return 'Negative'
  if (stopped || outcomes.retrying > 0) return 'Critical'
  if (!ended || outcomes.running + outcomes.waiting + outcomes.scheduled > 0) return 'Information'
  return isAllCompleted(progress) ? 'Positive' : 'None'
}

function isAllCompleted({ kind, refused, deleted, outcomes }: ActionProgress): boolean {
  const { completed, counted, atLeast } = outcomes
  // A message without an event for the handler leaves nothing undone.
  const undone = kind === 'backfill' || kind === 'hand-over' ? 0 : refused
  return completed > 0 && completed === counted && !atLeast && undone === 0 && deleted === 0
}

/** The completed share from 0 to 1. It is 1 only if nothing is missing. */
export function shareOf(progress: ActionProgress): number {
  const { kind, ended, stopped, errorCode, matched, done, refused, outcomes } = progress
  const { counted, atLeast } = outcomes
  const reached =
    kind === 'skip' ? outcomes.skipped : kind === 'cancel' ? outcomes.cancelled : outcomes.completed
  if (!countsMessages(progress)) return part(reached, atLeast ? counted : Math.max(matched, done))
  if (!ended) return part(done + refused, matched)
  // A message without an event for the handler leaves nothing undone. A message that stays
  // undecodable does.
  if (counted === 0 && (kind === 'decode' || kind === 'repair')) return part(done, matched)
  const [made, of] = counted === 0 ? [1, 1] : [reached, counted]
  return stopped || errorCode !== null
    ? part(made * (done + refused), of * matched)
    : part(made, of)
}

function part(count: number, of: number): number {
  return of === 0 ? 0 : Math.min(1, Math.floor((count / of) * 100) / 100)
}
