import type { Request, Response, Router } from 'express'
import type { PageSession } from '../../lib/api/monitor-page.ts'
import type { Caller } from '../../lib/auth/caller.ts'
import { type PageLogin, pendingLogin } from '../../lib/auth/login/page-login.ts'
import type { PageSessions } from '../../lib/auth/login/page-sessions.ts'
import { MONITOR_PATH, returnPath } from '../../lib/auth/login/return-path.ts'
import type { Seal } from '../../lib/auth/login/seal.ts'
import { digestOf } from '../../lib/auth/tokens/token-memory.ts'
import { ReceiverError } from '../../lib/errors.ts'
import { isLoopback } from '../../lib/http/loopback.ts'
import type { UsedLogins } from '../../lib/store/trust/used-logins.ts'
import { isUserActive } from '../http/authenticate-request.ts'
import {
  clearCookie,
  loginCookie,
  readCookie,
  SESSION_COOKIE,
  setCookie,
  surplusLogins,
} from '../http/cookies.ts'
import { requireSameOrigin } from '../http/same-origin.ts'
import type { LoginGate } from './login-gate.ts'

const CALLBACK = `${MONITOR_PATH}callback`
const LOGIN_MS = 10 * 60_000

export interface LoginDeps {
  readonly pages: PageLogin
  readonly sessions: PageSessions
  /** encrypts pending logins for their cookies */
  readonly seal: Seal
  /** allows one callback for each login, across all instances */
  readonly used: UsedLogins
  readonly gate: LoginGate
  readonly now: () => number
}

type Answer = (request: Request, response: Response) => Promise<void>

/** Login, its callback, the current session, logout. */
export function loginRoutes(
  router: Router,
  login: LoginDeps,
  publicUrl: string | null,
  guarded: (answer: Answer) => Answer,
): void {
  router.get('/login', guarded(startLogin(login, publicUrl)))
  router.get('/callback', guarded(finishLogin(login)))
  router.get('/session', guarded(showSession(login, publicUrl)))
  router.post('/logout', guarded(logOut(login, publicUrl)))
}

function startLogin({ pages, seal }: LoginDeps, publicUrl: string | null): Answer {
  return async (request, response) => {
    const redirectUri = `${pageOrigin(request, publicUrl)}${CALLBACK}`
    const { location, pending } = await pages.begin(redirectUri, returnPath(request.query.return))
    for (const name of surplusLogins(request)) clearCookie(response, name)
    setCookie(response, loginCookie(pending.state), await seal.close(pending), LOGIN_MS)
    response.redirect(303, location)
  }
}

function finishLogin({ pages, sessions, seal, used, gate, now }: LoginDeps): Answer {
  return async (request, response) => {
    const { state } = request.query
    const cookie = loginCookie(typeof state === 'string' ? state : '')
    const sealed = readCookie(request, cookie)
    const opened = pendingLogin.safeParse(sealed === null ? null : await seal.open(sealed))
    // A login has one callback, even if it fails.
    clearCookie(response, cookie)
    if (!opened.success || opened.data.until < now()) throw notBegun()
    const callback = new URL(opened.data.redirectUri)
    callback.search = new URL(request.originalUrl, callback).search
    const tokens = await gate(async () => {
      if (!(await used.use(opened.data.state))) throw notBegun()
      return pages.finish(callback, opened.data)
    })
    const former = readCookie(request, SESSION_COOKIE)
    const id = await sessions.open(tokens)
    if (former !== null) await sessions.close(former)
    setCookie(response, SESSION_COOKIE, id, null)
    response.redirect(303, returnPath(opened.data.returnTo))
  }
}

function showSession({ sessions }: LoginDeps, publicUrl: string | null): Answer {
  return async (request, response) => {
    const id = readCookie(request, SESSION_COOKIE)
    if (id === null) throw loginNeeded()
    requireSameOrigin(request, publicUrl)
    const { caller, expiresAt } = await sessions.find(id, isUserActive(request))
    const session: PageSession = {
      user: { name: caller.user ?? '', id: personOf(caller) },
      grants: [...caller.grants].filter((grant) => grant !== 'Ingest'),
      expiresAt,
    }
    response.json(session)
  }
}

function logOut({ pages, sessions }: LoginDeps, publicUrl: string | null): Answer {
  return async (request, response) => {
    requireSameOrigin(request, publicUrl)
    const id = readCookie(request, SESSION_COOKIE)
    const idToken = id === null ? null : await sessions.close(id)
    clearCookie(response, SESSION_COOKIE)
    const beginning = `${pageOrigin(request, publicUrl)}${MONITOR_PATH}`
    const location = id === null ? null : await pages.logoutLocation(idToken, beginning)
    response.json({ location: location ?? MONITOR_PATH })
  }
}

/** A digest that identifies the user across logins. */
function personOf({ issuer, tenant, user }: Caller): string | null {
  return user === null ? null : digestOf(JSON.stringify([issuer, tenant, user]))
}

/** The page's origin: the configured one, else that of this machine. Host is trusted for nothing else. */
function pageOrigin({ headers }: Request, publicUrl: string | null): string {
  if (publicUrl !== null) return publicUrl
  const url = URL.parse(`http://${headers.host ?? ''}`)
  if (url !== null && isLoopback(url.hostname)) return url.origin
  throw new ReceiverError(
    'config_invalid',
    'Expected the address of the page, it is unknown outside this machine. Set PUBLIC_URL.',
  )
}

function notBegun(): ReceiverError {
  return new ReceiverError(
    'login_failed',
    'Expected the callback of a login that this browser started, found none. Log in again.',
  )
}

function loginNeeded(): ReceiverError {
  return new ReceiverError('session_expired', 'Expected a session, found none. Log in.')
}
