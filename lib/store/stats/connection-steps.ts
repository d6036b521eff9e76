import type { AuthorizationKind } from '../../auth/refusals/refusal.ts'
import type { ConnectionFacts } from './connection-facts.ts'
import { type RelevantRefusal, relevantRefusals } from './relevant-refusals.ts'

/** Steps of the connection of SuccessFactors, from the address to the first handled event. */
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
  /** last success, or last failure */
  readonly at: Date | null
  /** of the refusal that explains the failure, or of an undecodable latest message */
  readonly code: string | null
  readonly advice: string | null
  readonly authorization: AuthorizationKind | null
  /** client id of the refused call; null = none */
  readonly client: string | null
  readonly caller: RelevantRefusal['caller'] | null
}

/**
 * Pure: the state of each step. Only an authenticated client makes a step fail. A refused call without
 * authentication leaves the step waiting, with advice; an unknown caller never changes a finished step.
 * An undecodable message also proves the connection: after a first decoded event that step stays done,
 * with advice.
 */
export function connectionSteps(facts: ConnectionFacts): ConnectionStep[] {
  const { emptyCall, message, event, handled, refusals } = facts
  const relevant = relevantRefusals(facts)
  const admitted = latest(message, emptyCall)
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
    const own = relevant.filter(({ refusal }) => refusal.step === id)
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
  refusals: readonly RelevantRefusal[],
): ConnectionStep {
  const shown =
    refusals.find(({ caller }) => caller === 'authenticated') ??
    refusals.find(({ caller }) => caller === 'claimed' || done === null)
  if (shown === undefined) {
    const at = done === null ? null : new Date(done)
    return { id, state: done === null ? 'waiting' : 'done', at, ...NO_REFUSAL }
  }
  const { refusal, caller } = shown
  const { at, code, advice, authorization, clientId } = refusal
  const explanation = { code, advice, authorization, client: clientId, caller }
  if (id === 'event' && done !== null)
    return { id, state: 'done', at: new Date(done), ...explanation }
  const state = caller === 'authenticated' ? 'failed' : 'waiting'
  return { id, state, at: new Date(at), ...explanation }
}
