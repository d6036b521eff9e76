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
import { type LoginDeps, loginRoutes } from './login-routes.ts'

export interface MonitorDeps {
  /** null = no issuer has a client for logins */
  readonly login: LoginDeps | null
  /** public https origin of the page; null = this machine, any port */
  readonly publicUrl: string | null
  /** folder of the built page */
  readonly pageFolder: string
  readonly onInternalError: (error: unknown, correlationId: string) => void
}

const RETRY_AFTER_SECONDS = 5
const YEAR_MS = 365 * 24 * 3_600_000

/** The page's files and its login. The page reads its data from the operations API. */
export function monitorRouter(deps: MonitorDeps): Router {
  const router = express.Router({ caseSensitive: true })
  router.use(
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives: POLICY },
      crossOriginEmbedderPolicy: true,
      referrerPolicy: { policy: 'no-referrer' },
      xFrameOptions: { action: 'deny' },
      // The platform's router terminates TLS for the whole host.
      strictTransportSecurity: deps.publicUrl === null ? false : { maxAge: YEAR_MS / 1_000 },
    }),
  )
  const { login, publicUrl } = deps
  if (login !== null) {
    loginRoutes(router, login, publicUrl, (answer) => async (request, response) => {
      response.setHeader('Cache-Control', 'no-store')
      await answer(request, response).catch((error) => refuse(request, response, error, deps))
    })
  }
  // Compress our own files only: compressed secrets beside chosen text could be guessed (BREACH).
  router.use(compression())
  const assets = path.join(deps.pageFolder, 'assets')
  router.use('/assets', express.static(assets, { immutable: true, maxAge: YEAR_MS, index: false }))
  router.use('/assets', (_request, response) => sendGone(response))
  router.use(express.static(deps.pageFolder, { index: false }))
  router.get('/{*path}', (_request, response) => sendPage(response, deps.pageFolder))
  return router
}

/** Only our own files are loaded and run. */
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

/** One file answers every address of the page, and reads the address itself. */
function sendPage(response: Response, folder: string): void {
  response.setHeader('Cache-Control', 'no-cache')
  if (isPageBuilt(folder)) response.sendFile('index.html', { root: folder })
  else response.status(404).type('text/plain').send('The page is not built: run npm run build.\n')
}

/** Pages of older versions request missing files. They must not get the page, and caches must not store it. */
function sendGone(response: Response): void {
  response.setHeader('Cache-Control', 'no-store')
  response.status(404).type('text/plain').send('Not found: reload the page.\n')
}

/** Background requests get errors as JSON, addresses that a user opened as a page. */
function refuse(request: Request, response: Response, error: unknown, deps: MonitorDeps): void {
  if (!(error instanceof ReceiverError)) {
    deps.onInternalError(error, callRecordOf(response).correlationId)
  }
  const { status, code, message } = describe(error)
  // The stored refusal says what to change. The answer does not.
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
    return { status: 500, code: 'internal', message: 'The receiver failed: see its log.' }
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
  return { status: isOutage ? 503 : 500, code, message: 'Logins are unavailable: try again later.' }
}
