import { useLocation } from 'react-router'
import { useSession } from './session.ts'

interface Owned {
  readonly by?: string | null
}

export interface OwnState<State> {
  /** null: there is none, or it belongs to another user */
  readonly state: State | null
  /** adds the owner to a state beside the address */
  readonly own: (state: State) => State & Owned
}

/**
 * Personal input travels beside the address. The history of a tab outlives a session, and the next
 * user could go back to it. So the state is valid only for the user who entered it.
 */
export function useOwnState<State extends object>(): OwnState<State> {
  const { id } = useSession().user
  const state = useLocation().state as (State & Owned) | null
  return {
    state: state !== null && id !== null && state.by === id ? state : null,
    own: (given) => ({ ...given, by: id }),
  }
}
