import { ACTION_OUTCOMES, type ActionOutcome } from '../../lib/states.ts'

const counts = Object.fromEntries(ACTION_OUTCOMES.map((outcome) => [outcome, 0]))

/** The outcomes of an action without deliveries. */
export const NO_OUTCOMES = {
  ...{ counted: 0, atLeast: false },
  ...(counts as Record<ActionOutcome, number>),
}
