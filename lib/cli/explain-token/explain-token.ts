import { explainToken } from '../../auth/explain-token.ts'
import type { TrustedIssuer } from '../../auth/trusted-issuer.ts'
import type { Config } from '../../config/config.ts'
import { readConfig } from '../../config/read-config.ts'
import { trustXsuaaBinding } from '../../config/xsuaa-binding.ts'
import { boundedFetch } from '../../http/bounded-fetch.ts'
import { command, readTextOf, wrongArguments } from '../command.ts'
import { isAccepted, reportLines } from './report.ts'

const HELP = `npm run explain-token -- --token <file>

Explains a token rule by rule, as this receiver sees it. It uses the trusted issuers of the environment
(VCAP_SERVICES, TRUSTED_ISSUERS), else the local authorization server.

  --token <file>   the token, or the answer of the token endpoint; - reads standard input
  --json           for scripts

Exit codes: 0 = the token may send events; 1 = it may not; 2 = something is missing or wrong.`

/** Limits of one answer of an issuer. */
const LIMITS = { timeoutMs: 5_000, maxBytes: 256 * 1024 }
const MAX_CHARACTERS = 64 * 1024

export const explain = command({
  name: 'explain-token',
  help: HELP,
  options: { token: { type: 'string' } },
  async run({ values }) {
    if (values.token === undefined) {
      throw wrongArguments('expected npm run explain-token -- --token <file>')
    }
    const issuers = await trustedIssuers(readConfig())
    const token = tokenIn(await readTextOf('--token', values.token))
    const fetch = boundedFetch(globalThis.fetch, LIMITS)
    const explanation = await explainToken(token, issuers, { fetch, now: Date.now })
    return {
      exitCode: isAccepted(explanation) ? 0 : 1,
      lines: reportLines(explanation, issuers),
      json: { accepted: isAccepted(explanation), ...explanation },
    }
  },
})

/** The local authorization server need not run: most rules need only its address. */
async function trustedIssuers({ issuers, local }: Config): Promise<readonly TrustedIssuer[]> {
  if (issuers !== null) return issuers
  const { localXsuaa, LOCAL_XSAPPNAME } = await import(
    '../../local/authorization-server/xsuaa-layout.ts'
  )
  const url = `http://localhost:${local.tokenPort}`
  return [trustXsuaaBinding(localXsuaa(url, LOCAL_XSAPPNAME))]
}

/** The token in a text: bare, behind "Bearer", or in the answer of a token endpoint. */
function tokenIn(text: string): string {
  const trimmed = text.trim()
  const token = trimmed.startsWith('{')
    ? tokenOfAnswer(trimmed)
    : trimmed.replace(/^bearer\s+/i, '')
  if (/^\S+$/.test(token) && token.length <= MAX_CHARACTERS) return token
  throw wrongArguments(
    '--token: expected a file with one token, bare or as the token endpoint answered it; the file holds something else',
  )
}

/** RFC 6749 section 5.1 */
function tokenOfAnswer(text: string): string {
  try {
    const { access_token: token } = JSON.parse(text) as Record<string, unknown>
    return typeof token === 'string' ? token : ''
  } catch {
    return ''
  }
}
