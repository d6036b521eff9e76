import { parseArgs } from 'node:util'
import { explainToken } from '../../auth/explain-token.ts'
import type { TrustedIssuer } from '../../auth/trusted-issuer.ts'
import type { Config } from '../../config/config.ts'
import { readConfig } from '../../config/read-config.ts'
import { trustXsuaaBinding } from '../../config/xsuaa-binding.ts'
import { ReceiverError } from '../../errors.ts'
import { boundedFetch } from '../../http/bounded-fetch.ts'
import { readToken } from './read-token.ts'
import { isAccepted, report } from './report.ts'

const USAGE = `npm run explain-token -- --token <file>

Explains a token rule by rule, as this receiver sees it: with the trusted issuers of the environment
(VCAP_SERVICES, TRUSTED_ISSUERS), else of the local authorization server. The file holds the token, or
the answer of the token endpoint; - reads it from standard input. Ends with 0 where the token may send
events, else with 1.`

/** Limits of one answer of an issuer. */
const LIMITS = { timeoutMs: 5_000, maxBytes: 256 * 1024 }

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`)
  process.exitCode = 2
}

async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { token: { type: 'string' } } })
  if (values.token === undefined) {
    process.stderr.write(`${USAGE}\n`)
    return 2
  }
  const issuers = await trustedIssuers(readConfig())
  const token = await readToken(values.token)
  const fetch = boundedFetch(globalThis.fetch, LIMITS, new AbortController().signal)
  const explanation = await explainToken(token, issuers, { fetch, now: Date.now })
  process.stdout.write(`${report(explanation, issuers)}\n`)
  return isAccepted(explanation) ? 0 : 1
}

/** The local authorization server is asked as it stands in: it need not run for most of the rules. */
async function trustedIssuers({ issuers, local }: Config): Promise<readonly TrustedIssuer[]> {
  if (issuers !== null) return issuers
  const { localXsuaaCredentials, LOCAL_XSAPPNAME } = await import(
    '../../local/authorization-server/xsuaa-layout.ts'
  )
  const url = `http://localhost:${local.tokenPort}`
  return [trustXsuaaBinding(localXsuaaCredentials(url, LOCAL_XSAPPNAME, ''))]
}

function sentenceOf(error: unknown): string {
  if (error instanceof ReceiverError) return `${error.code}: ${error.message}`
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return 'expected the file of --token to be there, it is not'
  return code === undefined ? message : `${code}: ${message}`
}
