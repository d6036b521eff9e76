import type { AuthorizationKind } from '../../auth/refusals/refusal.ts'
import type { ConnectionFacts } from './connection-facts.ts'
import { type TellingRefusal, tellingRefusals } from './telling-refusals.ts'

/** How far SuccessFactors gets, from the address to the first event that a handler has done. */
export type ConnectionStepId =
  | 'address'
  | 'token'
  | 'accepted'
  | 'role'
  | 'message'
  | 'event'
  | 'handled'

export interface ConnectionStep {
  readonly id: ConnectionStepId
  readonly state: 'done' | 'waiting' | 'failed'
  /** when it was done last, or failed last */
  readonly at: Date | null
  /** of the refusal that shows why it is not done, or that the latest message could not be read */
  readonly code: string | null
  readonly advice: string | null
  readonly authorization: AuthorizationKind | null
  /** client id of the refused call; null = it names none */
  readonly client: string | null
  readonly caller: TellingRefusal['caller'] | null
}

/**
 * Pure: the state of each step. Only a proved client turns a step red. A refused call that nobody
 * vouches for leaves the step waiting, with advice; a stranger's call never changes a step that was done.
 * A message that could not be read is kept and proves the connection: once an event was read, that step stays
 * done and only carries the advice.
 */
export function connectionSteps(facts: ConnectionFacts): ConnectionStep[] {
  const { probe, message, event, handled, refusals } = facts
  const telling = tellingRefusals(facts)
  const admitted = latest(message, probe)
  const timesOf = (...steps: readonly ConnectionStepId[]) =>
    refusals.filter(({ step }) => steps.includes(step)).map(({ at }) => at)
  const done: Readonly<Record<ConnectionStepId, number | null>> = {
    address: latest(admitted, ...timesOf('token', 'accepted', 'role', 'message', 'event')),
    token: latest(admitted, ...timesOf('accepted', 'role', 'message', 'event')),
    accepted: latest(admitted, ...timesOf('role', 'message', 'event')),
    role: admitted,
    message,
    event,
    handled,
  }
  return STEPS.map((id) => {
    const own = telling.filter(({ refusal }) => refusal.step === id)
    return step(id, done[id], own)
  })
}

const STEPS = ['address', 'token', 'accepted', 'role', 'message', 'event', 'handled'] as const

function latest(...times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null)
  return known.length === 0 ? null : Math.max(...known)
}

const NO_REFUSAL = { code: null, advice: null, authorization: null, client: null, caller: null }

function step(
  id: ConnectionStepId,
  done: number | null,
  telling: readonly TellingRefusal[],
): ConnectionStep {
  const shown =
    telling.find(({ caller }) => caller === 'authenticated') ??
    telling.find(({ caller }) => caller === 'claimed' || done === null)
  if (shown === undefined) {
    const at = done === null ? null : new Date(done)
    return { id, state: done === null ? 'waiting' : 'done', at, ...NO_REFUSAL }
  }
  const { refusal, caller } = shown
  const { at, code, advice, authorization, clientId } = refusal
  const told = { code, advice, authorization, client: clientId, caller }
  if (id === 'event' && done !== null) return { id, state: 'done', at: new Date(done), ...told }
  const state = caller === 'authenticated' ? 'failed' : 'waiting'
  return { id, state, at: new Date(at), ...told }
}
