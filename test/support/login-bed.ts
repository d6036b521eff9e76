import { type BrowserLike, createBrowserLike } from './browser-like.ts'
import { typeIn } from './log-in.ts'
import { createTestBed, type TestBed, type TestInstance } from './test-service.ts'

export const SESSION = '__Host-sf-event-receiver'
const LOGIN = '__Host-sf-event-receiver-login'
/** the header of the page */
export const PAGE = { 'x-monitor': '1' }

/** Two instances, and a browser that logs in at the first one. */
export interface LoginBed {
  readonly bed: TestBed
  readonly first: TestInstance
  readonly second: TestInstance
  /** new after each reset */
  readonly browser: BrowserLike
  cookieOf(name: string, instance?: TestInstance): string | undefined
  /** cookies of logins that have begun and not ended; each has a name of its own */
  pendingCookies(): [string, string][]
  pendingCookie(): [string, string]
  /** @returns the address at which the browser comes back from the issuer */
  typeInAt(returnTo?: string, of?: BrowserLike): Promise<string>
  logIn(returnTo?: string): Promise<Response>
  sessions(): Promise<number>
  /** Ends all sessions. */
  reset(): Promise<void>
  stop(): Promise<void>
}

export async function createLoginBed(): Promise<LoginBed> {
  const bed = await createTestBed()
  const first = await bed.startInstance()
  const second = await bed.startInstance()
  let browser = createBrowserLike()
  const pendingCookies = () =>
    [...browser.cookies].filter(([key]) => key.startsWith(`${hostOf(first)} ${LOGIN}`))
  const typeInAt: LoginBed['typeInAt'] = (returnTo = '/monitor/', of = browser) => {
    const { clients, xsuaaCredentials } = bed.authorizationServer
    const { secret: password } = clients.operator
    const from = `${first.url}/monitor/login?return=${encodeURIComponent(returnTo)}`
    const to = `${first.url}/monitor/callback`
    return typeIn(of, { from, issuerUrl: xsuaaCredentials.url, password, to })
  }
  return {
    bed,
    first,
    second,
    get browser() {
      return browser
    },
    cookieOf: (name, instance = first) => browser.cookies.get(`${hostOf(instance)} ${name}`),
    pendingCookies,
    pendingCookie: () => pendingCookies()[0] as [string, string],
    typeInAt,
    logIn: async (returnTo) => browser.get(await typeInAt(returnTo)),
    sessions: async () => (await bed.rows('select from session')).length,
    async reset() {
      browser = createBrowserLike()
      await bed.db.query('delete from session')
    },
    stop: () => bed.stop(),
  }
}

export function hostOf({ url }: TestInstance): string {
  return new URL(url).host
}
