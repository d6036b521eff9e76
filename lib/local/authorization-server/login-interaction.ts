import { hash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Provider } from 'oidc-provider'
import type { LocalUser } from './local-user.ts'
import { loginPage } from './login-page.ts'

const PATH = /^\/login\/([A-Za-z0-9_-]{1,64})$/
const MAX_FORM_BYTES = 4 * 1024
const SECURITY_HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
}

/** Where a person logs in who is sent here by the authorization endpoint. */
export const loginPath = (uid: string) => `/login/${uid}`

/** Serves the form, checks what is typed into it, and lets the authorization go on. */
export function answerLogins(
  provider: Provider,
  user: LocalUser,
  passwordFile: string | null,
): void {
  provider.use(async (ctx, next) => {
    const uid = PATH.exec(ctx.path)?.[1]
    if (uid === undefined) return next()
    ctx.set(SECURITY_HEADERS)
    const waiting = await provider.interactionDetails(ctx.req, ctx.res).catch(() => null)
    if (waiting === null || waiting.uid !== uid) {
      ctx.status = 400
      ctx.body = 'This login is over. Start again from the page that sent you here.'
      return
    }
    const typed = ctx.method === 'POST' ? await readForm(ctx.req) : null
    if (typed === null || !isUser(user, typed)) {
      ctx.status = typed === null ? 200 : 401
      ctx.type = 'html'
      ctx.body = loginPage(uid, typed !== null, passwordFile)
      return
    }
    const result = { login: { accountId: user.name } }
    ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result))
  })
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > MAX_FORM_BYTES) return new URLSearchParams()
    chunks.push(chunk)
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
}

function isUser(user: LocalUser, typed: URLSearchParams): boolean {
  const digest = (text: string) => Buffer.from(hash('sha256', text, 'hex'))
  const given = digest(typed.get('password') ?? '')
  return typed.get('user') === user.name && timingSafeEqual(given, digest(user.password))
}
