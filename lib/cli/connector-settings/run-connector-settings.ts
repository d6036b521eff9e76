import { parseArgs } from 'node:util'
import { readConfig } from '../../config/read-config.ts'
import { ReceiverError } from '../../errors.ts'
import { checkConnection } from './check-connection.ts'
import { clientOfKey, knownClient } from './known-client.ts'
import { settingsText, stepsText } from './report.ts'
import { type ConnectorClient, readerOf } from './service-key.ts'
import { type ConnectorSettings, connectorSettings } from './settings.ts'

const USAGE = `npm run connector-settings -- --key <file> [options]

Prints what to type into an Event Connector of SuccessFactors, by the names of its form.

  --key <file>        the service key of SuccessFactors, as "cf service-key <instance> successfactors"
                      prints it; - reads it from standard input. Without it: the local client
  --url <address>     of the service, such as https://events.example.com (default: PUBLIC_URL, the
                      platform's route, or this machine's port)
  --path <path>       one of INGEST_PATHS (default: the first)
  --company <id>      a company of SuccessFactors, put behind the path
  --show-secret       prints the client secret; without it only that there is one
  --check             fetches a token and asks the endpoint, as SuccessFactors would; sends no event
  --json              the same for a script

Example: cf service-key sf-event-receiver-xsuaa successfactors | npm run --silent connector-settings -- --key - \\
           --url https://events.example.com --company MYCOMPANY --check

Ends with 0; with 1 where a check failed; with 2 where something is missing or wrong.`

const OPTIONS = {
  key: { type: 'string' },
  url: { type: 'string' },
  path: { type: 'string' },
  company: { type: 'string' },
  'show-secret': { type: 'boolean', default: false },
  check: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`)
  process.exitCode = 2
}

async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS })
  if (values.help) {
    process.stdout.write(`${USAGE}\n`)
    return 0
  }
  const config = readConfig()
  const client =
    values.key === undefined ? await knownClient(config) : await clientOfKey(values.key)
  const origin = values.url ?? config.publicUrl ?? `http://localhost:${config.port}`
  const path = values.path ?? config.ingestPaths[0] ?? ''
  const settings = connectorSettings(client, originOf(origin), path, values.company ?? null)
  const steps = values.check ? await checkConnection(checkedConnection(settings, client)) : null
  const secret = shownSecret(settings, values['show-secret'])
  const lines = values.json
    ? [JSON.stringify({ ...settings, clientSecret: secret, checked: steps })]
    : [...settingsText(settings, secret), ...stepsText(steps ?? [])]
  process.stdout.write(`${lines.join('\n')}\n`)
  return steps?.every(({ passed }) => passed) === false ? 1 : 0
}

function originOf(address: string): string {
  const url = URL.parse(address)
  if (url !== null && /^https?:$/.test(url.protocol) && url.host !== '') return url.origin
  throw new ReceiverError(
    'config_invalid',
    '--url: expected https and a host, such as https://events.example.com.',
  )
}

function checkedConnection(settings: ConnectorSettings, client: ConnectorClient) {
  const { clientSecret } = client
  if (clientSecret !== null) return { ...settings, clientSecret, reader: readerOf(client) }
  throw new ReceiverError(
    'config_invalid',
    '--check: expected a key with a client secret, this one has a certificate.',
  )
}

function shownSecret({ clientSecret }: ConnectorSettings, show: boolean): string {
  if (clientSecret === null) return '(none: a certificate)'
  return show ? clientSecret : '(there is one; --show-secret prints it)'
}

function sentenceOf(error: unknown): string {
  if (error instanceof ReceiverError) return `${error.code}: ${error.message}`
  const { code, message } = error as NodeJS.ErrnoException
  return code === 'ENOENT' ? 'expected the file of --key to be there, it is not' : message
}
