/** The same token with more in its claims, or, where it says nothing itself, with another beginning. */
export function altered(token: string): string {
  const [header, claims, signature] = token.split('.')
  if (claims === undefined) return (token.startsWith('0') ? '1' : '0') + token.slice(1)
  const said = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as { scope?: string }
  const more = { ...said, scope: `${said.scope} events.operate` }
  return [header, Buffer.from(JSON.stringify(more)).toString('base64url'), signature].join('.')
}
