import { hash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Provider } from 'oidc-provider'
import type { LocalUser } from './xsuaa-layout.ts'

const PATH = /^\/login\/([A-Za-z0-9_-]{1,64})$/
const MAX_FORM_BYTES = 4 * 1024
const SECURITY_HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
}

export const loginPath = (uid: string) => `/login/${uid}`

/** Serves the login form and checks user and password. */
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

/** The login form; `uid` identifies the authorization request. */
function loginPage(uid: string, wrong: boolean, passwordFile: string | null): string {
  const hint =
    passwordFile === null
      ? 'The password is what LOCAL_OPERATOR_SECRET says.'
      : `The password is in <code>${escaped(passwordFile)}</code>.`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Log in - local authorization server</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 24rem; margin: 10vh auto; padding: 0 1rem; color: #1d2d3e; background: #f5f6f7 }
form { background: #fff; padding: 1.5rem; border-radius: .75rem; box-shadow: 0 0 2px #0003 }
label { display: block; margin-top: 1rem } input { font: inherit; width: 100%; box-sizing: border-box; padding: .4rem; margin-top: .25rem }
button { font: inherit; margin-top: 1.5rem; padding: .5rem 1.5rem; color: #fff; background: #0070f2; border: 0; border-radius: .5rem }
.wrong { color: #aa0808 } code { font-size: .8rem; overflow-wrap: anywhere }
</style>
</head>
<body>
<h1>Log in</h1>
<form method="post" action="/login/${escaped(uid)}">
${wrong ? '<p class="wrong" role="alert">User name or password is wrong.</p>' : ''}
<label>User <input name="user" value="operator" autocomplete="username" required></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required autofocus></label>
<button>Log in</button>
</form>
<p>A stand-in for XSUAA, on this machine alone. ${hint}</p>
</body>
</html>
`
}

/** The logout page; `form` comes from the provider and contains its token. */
export function logoutPage(form: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Log out - local authorization server</title></head>
<body>
<h1>Log out</h1>
${form}
<button form="op.logoutForm" name="logout" value="yes" autofocus>Log out here as well</button>
</body>
</html>
`
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
