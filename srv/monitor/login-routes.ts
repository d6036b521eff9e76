import type { Request, Response, Router } from 'express'
import type { PageSession } from '../../lib/api/monitor-page.ts'
import type { Caller } from '../../lib/auth/caller.ts'
import { pendingLogin } from '../../lib/auth/login/page-login.ts'
import { MONITOR_PATH, returnPath } from '../../lib/auth/login/return-path.ts'
import { digestOf } from '../../lib/auth/tokens/token-memory.ts'
import { ReceiverError } from '../../lib/errors.ts'
import { isSomebodyThere } from '../http/authenticate-request.ts'
import {
  clearCookie,
  loginCookie,
  readCookie,
  SESSION_COOKIE,
  setCookie,
  surplusLogins,
} from '../http/cookies.ts'
import { requireSameOrigin } from '../http/same-origin.ts'
import type { LoginDeps, MonitorDeps } from './monitor-deps.ts'
import { pageOrigin } from './page-origin.ts'

const CALLBACK = `${MONITOR_PATH}callback`
const LOGIN_MS = 10 * 60_000

type Answer = (request: Request, response: Response) => Promise<void>

/** Login, the way back from it, who is logged in, logout. */
export function loginRoutes(
  router: Router,
  parts: MonitorDeps,
  guarded: (answer: Answer) => Answer,
): void {
  const { login, publicUrl } = parts
  if (login === null) return
  router.get('/login', guarded(begin(login, publicUrl)))
  router.get('/callback', guarded(finish(login)))
  router.get('/session', guarded(tell(login, publicUrl)))
  router.post('/logout', guarded(end(login, publicUrl)))
}

function begin({ pages, seal }: LoginDeps, publicUrl: string | null): Answer {
  return async (request, response) => {
    const redirectUri = `${pageOrigin(request, publicUrl)}${CALLBACK}`
    const { location, pending } = await pages.begin(redirectUri, returnPath(request.query.return))
    for (const name of surplusLogins(request)) clearCookie(response, name)
    setCookie(response, loginCookie(pending.state), await seal.close(pending), LOGIN_MS)
    response.redirect(303, location)
  }
}

function finish({ pages, sessions, seal, used, gate, now }: LoginDeps): Answer {
  return async (request, response) => {
    const { state } = request.query
    const cookie = loginCookie(typeof state === 'string' ? state : '')
    const sealed = readCookie(request, cookie)
    const opened = pendingLogin.safeParse(sealed === null ? null : await seal.open(sealed))
    // One way back for each login, whatever comes of it.
    clearCookie(response, cookie)
    if (!opened.success || opened.data.until < now()) throw notBegun()
    const callback = new URL(opened.data.redirectUri)
    callback.search = new URL(request.originalUrl, callback).search
    const tokens = await gate.pass(async () => {
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

function tell({ sessions }: LoginDeps, publicUrl: string | null): Answer {
  return async (request, response) => {
    const id = readCookie(request, SESSION_COOKIE)
    if (id === null) throw loginNeeded()
    requireSameOrigin(request, publicUrl)
    const { caller, expiresAt } = await sessions.find(id, isSomebodyThere(request))
    const session: PageSession = {
      user: { name: caller.user ?? '', id: personOf(caller) },
      grants: [...caller.grants].filter((grant) => grant !== 'Ingest'),
      expiresAt,
    }
    response.json(session)
  }
}

function end({ pages, sessions }: LoginDeps, publicUrl: string | null): Answer {
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

/** The same for each login of a person, and of nobody else. It says nothing by itself. */
function personOf({ issuer, tenant, user }: Caller): string | null {
  return user === null ? null : digestOf(JSON.stringify([issuer, tenant, user]))
}

function notBegun(): ReceiverError {
  return new ReceiverError(
    'login_failed',
    'Expected the way back from a login that was begun in this browser, there is none. Log in again.',
  )
}

function loginNeeded(): ReceiverError {
  return new ReceiverError('session_expired', 'Expected a session, there is none. Log in.')
}
