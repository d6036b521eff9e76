import type { Session } from '../api/monitor-shapes.ts'
import { askSession } from '../api/request.ts'
import { hasSessionEnded, resumeSession } from './session-end.ts'

/** The view that a new tab comes to after the login: it has nothing to do but to say so. */
export const LOGGED_IN_PATH = '/monitor/logged-in'
const CHANNEL = 'monitor-session'

/** Opens the login in a new tab. @returns whether the browser has let it open */
export function logInInNewTab(): boolean {
  const address = `/monitor/login?return=${encodeURIComponent(LOGGED_IN_PATH)}`
  return window.open(address, '_blank') !== null
}

/** Tells the other tabs that somebody is logged in. */
export function announceLogin(): void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.postMessage('logged in')
  channel.close()
}

/**
 * Goes on once somebody is logged in again: told by the tab of the login, or found when the reader
 * comes back to this one. For another person the page begins anew, without what was typed here.
 * @param session with which this page began
 */
export function followLogin(session: Session): () => void {
  const channel = new BroadcastChannel(CHANNEL)
  const left = new AbortController()
  const { signal } = left
  const look = () => void lookAgain(session)
  const lookIfEnded = () => hasSessionEnded() && look()
  channel.addEventListener('message', look, { signal })
  window.addEventListener('focus', lookIfEnded, { signal })
  document.addEventListener('visibilitychange', lookIfEnded, { signal })
  return () => {
    left.abort()
    channel.close()
  }
}

async function lookAgain(before: Session): Promise<void> {
  const now = await askSession().catch(() => null)
  if (now === null) return
  if (isSame(before, now)) resumeSession()
  // Without an id nobody can tell the sessions apart. A reload announces a login to the other tabs again.
  else if (before.user.id !== null || now.user.id !== null || hasSessionEnded()) {
    window.location.reload()
  }
}

/** The same person, who may do the same. Whoever is not named may be anybody. */
function isSame(a: Session, b: Session): boolean {
  return a.user.id !== null && a.user.id === b.user.id && a.grants.join() === b.grants.join()
}
