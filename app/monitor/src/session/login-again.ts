import type { Session } from '../api/monitor-shapes.ts'
import { askSession } from '../api/request.ts'
import { hasSessionEnded, resumeSession } from './session-end.ts'

/** The view of a new tab after the login. It only confirms the login. */
export const LOGGED_IN_PATH = '/monitor/logged-in'
const CHANNEL = 'monitor-session'

/**
 * Opens the login in a new tab.
 * @returns whether the browser allowed it
 */
export function logInInNewTab(): boolean {
  const address = `/monitor/login?return=${encodeURIComponent(LOGGED_IN_PATH)}`
  return window.open(address, '_blank') !== null
}

/** Tells the other tabs that a user has logged in. */
export function announceLogin(): void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.postMessage('logged in')
  channel.close()
}

/**
 * Continues after a new login. The tab of the login announces it, or the page checks when the user
 * returns to it. For another user the page restarts without the input.
 * @param session the session at the start of the page
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
  // Without an id, sessions cannot be compared. A reload announces a login to the other tabs again.
  else if (before.user.id !== null || now.user.id !== null || hasSessionEnded()) {
    window.location.reload()
  }
}

/** The same person with the same grants. A user without an id can be anybody. */
function isSame(a: Session, b: Session): boolean {
  return a.user.id !== null && a.user.id === b.user.id && a.grants.join() === b.grants.join()
}
