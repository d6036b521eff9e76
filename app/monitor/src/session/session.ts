import { createContext, useContext } from 'react'
import { asApiError } from '../api/api-error.ts'
import { goToLogin } from '../api/go-to-login.ts'
import type { Grant, Session } from '../api/monitor-shapes.ts'
import { askSession, postJson } from '../api/request.ts'

export const SessionContext = createContext<Session | null>(null)

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (session === null) throw new Error('expected a session around the pages')
  return session
}

/** Whether the user has a grant. The service decides; the page only hides useless controls. */
export function useMay(grant: Grant): boolean {
  return useSession().grants.includes(grant)
}

/** Rejects if nobody is logged in. The page is then redirecting to the login. */
export async function loadSession(): Promise<Session> {
  try {
    return await askSession()
  } catch (error) {
    if (asApiError(error).status === 401) goToLogin()
    throw error
  }
}

export async function signOut(): Promise<void> {
  const { location } = await postJson<{ readonly location: string }>('/monitor/logout', {})
  window.location.assign(location)
}
