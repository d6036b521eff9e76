import { createContext, useContext } from 'react'
import type { Grant, Session } from '../api/monitor-shapes.ts'
import { getJson, postJson } from '../api/request.ts'

export const SessionContext = createContext<Session | null>(null)

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (session === null) throw new Error('expected a session around the pages')
  return session
}

/** Whether the reader may do something. The service decides; the page only leaves out what is in vain. */
export function useMay(grant: Grant): boolean {
  return useSession().grants.includes(grant)
}

/** Rejects where nobody is logged in; the page is then on its way to the login. */
export function loadSession(): Promise<Session> {
  return getJson<Session>('/monitor/session')
}

export async function signOut(): Promise<void> {
  const { location } = await postJson<{ readonly location: string }>('/monitor/logout', {})
  window.location.assign(location)
}
