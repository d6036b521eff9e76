import { existsSync } from 'node:fs'
import path from 'node:path'
import compression from 'compression'
import express, { type Request, type Response, type Router } from 'express'
import helmet from 'helmet'
import { isAuthErrorCode } from '../../lib/auth/tokens/challenge.ts'
import { ReceiverError } from '../../lib/errors.ts'
import { callRecordOf } from '../http/call-record.ts'
import { noteRefusal } from '../http/refusals.ts'
import { errorPage } from './error-page.ts'
import { loginRoutes } from './login-routes.ts'
import type { MonitorDeps } from './monitor-deps.ts'

const RETRY_AFTER_SECONDS = 5
const YEAR_MS = 365 * 24 * 3_600_000

/** The page and its login. It knows no message: all of that comes from the operations API. */
export function monitorRouter(parts: MonitorDeps): Router {
  const router = express.Router({ caseSensitive: true })
  router.use(
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives: POLICY },
      crossOriginEmbedderPolicy: true,
      referrerPolicy: { policy: 'no-referrer' },
      xFrameOptions: { action: 'deny' },
      // The router in front speaks https for the whole host.
      strictTransportSecurity: parts.publicUrl === null ? false : { maxAge: YEAR_MS / 1_000 },
    }),
  )
  loginRoutes(router, parts, (answer) => async (request, response) => {
    response.setHeader('Cache-Control', 'no-store')
    await answer(request, response).catch((error) => refuse(request, response, error, parts))
  })
  // Files of ours alone: answers with secrets in them are not compressed together with what others chose.
  router.use(compression())
  const assets = path.join(parts.pageFolder, 'assets')
  router.use('/assets', express.static(assets, { immutable: true, maxAge: YEAR_MS, index: false }))
  router.use('/assets', (_request, response) => sendGone(response))
  router.use(express.static(parts.pageFolder, { index: false }))
  router.get('/{*path}', (_request, response) => sendPage(response, parts.pageFolder))
  return router
}

/** Nothing is loaded from another host, and nothing runs that is not a file of ours. */
const POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  // UI5 Web Components write styles into their shadow roots.
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'"],
  connectSrc: ["'self'"],
  manifestSrc: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
}

export function isPageBuilt(folder: string): boolean {
  return existsSync(path.join(folder, 'index.html'))
}

/** Every address of the page is answered by the one file, which reads the address itself. */
function sendPage(response: Response, folder: string): void {
  response.setHeader('Cache-Control', 'no-cache')
  if (isPageBuilt(folder)) response.sendFile('index.html', { root: folder })
  else response.status(404).type('text/plain').send('The page is not built: run npm run build.\n')
}

/** A page of an older version asks for its files: the one file is no script, and nobody shall keep it as one. */
function sendGone(response: Response): void {
  response.setHeader('Cache-Control', 'no-store')
  response.status(404).type('text/plain').send('There is no such file: reload the page.\n')
}

/** What the page asks for in the background is told in JSON, what a person opened in words. */
function refuse(request: Request, response: Response, error: unknown, parts: MonitorDeps): void {
  if (!(error instanceof ReceiverError)) {
    parts.onInternalError(error, callRecordOf(response).correlationId)
  }
  const { status, code, message } = describe(error)
  // The answer tells little, the refusal says what to change.
  noteRefusal(response, { code, message: error instanceof ReceiverError ? error.message : message })
  if (status === 429) response.setHeader('Retry-After', RETRY_AFTER_SECONDS)
  if (request.path === '/session' || request.method !== 'GET') {
    response
      .status(status)
      .json({ error: { code: status === 401 ? 'login_needed' : code, message } })
  } else {
    const language = request.acceptsLanguages('en', 'de') === 'de' ? 'de' : 'en'
    response.status(status).type('html').send(errorPage({ status, code, message }, language))
  }
}

function describe(error: unknown): { status: number; code: string; message: string } {
  if (!(error instanceof ReceiverError)) {
    return { status: 500, code: 'internal', message: 'The receiver failed: its log says more.' }
  }
  const { code, message } = error
  if (code === 'client_token_not_allowed' || code === 'csrf_rejected')
    return { status: 403, code, message }
  if (code === 'session_expired' || code.startsWith('token_')) {
    return { status: 401, code, message: 'Log in.' }
  }
  if (code === 'too_many_logins') return { status: 429, code, message }
  if (code === 'login_failed') return { status: 400, code, message }
  const isOutage = code.endsWith('_unavailable') || isAuthErrorCode(code)
  return { status: isOutage ? 503 : 500, code, message: 'Nobody can log in now: try again later.' }
}
