import { useLocation } from 'react-router'
import { useSession } from './session.ts'

interface Owned {
  readonly by?: string | null
}

export interface OwnState<State> {
  /** null = there is none, or it is another person's */
  readonly state: State | null
  /** the state as it goes beside an address */
  readonly own: (state: State) => State & Owned
}

/**
 * What was typed and may be personal travels beside the address. The history of a tab outlives a
 * session, so that the next person could go back to it: it counts only for whoever typed it.
 */
export function useOwnState<State extends object>(): OwnState<State> {
  const { id } = useSession().user
  const state = useLocation().state as (State & Owned) | null
  return {
    state: state !== null && id !== null && state.by === id ? state : null,
    own: (given) => ({ ...given, by: id }),
  }
}
