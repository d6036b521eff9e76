import type { BrowserLike } from './browser-like.ts'

interface LoginWay {
  /** leads to the issuer */
  readonly from: string
  /** of the local authorization server */
  readonly issuerUrl: string
  readonly password: string
  /** where the issuer sends the person back to */
  readonly to: string
}

/** Types user and password into the issuer's form. @returns the way back, with the code in it */
export async function typeIn(
  browser: BrowserLike,
  { from, issuerUrl, password, to }: LoginWay,
): Promise<string> {
  const form = await browser.follow(from, `${issuerUrl}/login/`)
  const page = await (await browser.get(form)).text()
  if (!page.includes('<form method="post"')) throw new Error('expected a login form')
  const answer = await browser.post(form, new URLSearchParams({ user: 'operator', password }))
  const next = new URL(answer.headers.get('location') ?? '', form).href
  return browser.follow(next, to)
}
