import { styleText } from 'node:util'
import { readConfig } from '../../config/read-config.ts'
import { command, wrongArguments } from '../command.ts'
import { type CheckedStep, checkConnection } from './check-connection.ts'
import { clientOfKey, knownClient } from './known-client.ts'
import { type ConnectorClient, readerOf } from './service-key.ts'
import { type ConnectorSettings, connectorSettings } from './settings.ts'

const HELP = `npm run connector-settings -- --key <file> [options]

Prints the settings of an Event Connector of SuccessFactors, by the names of its form.

  --key <file>        the service key of SuccessFactors, as "cf service-key <instance> successfactors"
                      prints it; - reads it from standard input. Without it: the local client
  --url <address>     of the service, such as https://events.example.com (default: PUBLIC_URL, the
                      platform's route, or this machine's port)
  --path <path>       one of INGEST_PATHS (default: the first)
  --company <id>      a company of SuccessFactors, appended to the path
  --show-secret       prints the client secret; without it only whether there is one
  --check             fetches a token and calls the endpoint, as SuccessFactors would; sends no event
  --json              for scripts

Example: cf service-key sf-event-receiver-xsuaa successfactors | npm run --silent connector-settings -- --key - \\
           --url https://events.example.com --company MYCOMPANY --check

Exit codes: 0; 1 if a check failed; 2 if something is missing or wrong.`

const OPTIONS = {
  key: { type: 'string' },
  url: { type: 'string' },
  path: { type: 'string' },
  company: { type: 'string' },
  'show-secret': { type: 'boolean' },
  check: { type: 'boolean' },
} as const

export const settings = command({
  name: 'connector-settings',
  help: HELP,
  options: OPTIONS,
  async run({ values }) {
    const config = readConfig()
    const client =
      values.key === undefined ? await knownClient(config) : await clientOfKey(values.key)
    const origin = originOf(values.url ?? config.publicUrl ?? `http://localhost:${config.port}`)
    const path = values.path ?? config.ingestPaths[0] ?? ''
    const found = connectorSettings(client, origin, path, values.company ?? null)
    const checked =
      values.check === true ? await checkConnection(connectionOf(found, client)) : null
    const clientSecret = shownSecret(found, values['show-secret'] === true)
    return {
      exitCode: checked?.every(({ passed }) => passed) === false ? 1 : 0,
      lines: [...settingsLines(found, clientSecret), ...stepLines(checked ?? [])],
      json: { ...found, clientSecret, checked },
    }
  },
})

function originOf(address: string): string {
  const url = URL.parse(address)
  if (url !== null && /^https?:$/.test(url.protocol) && url.host !== '') return url.origin
  throw wrongArguments('--url: expected https and a host, such as https://events.example.com.')
}

function connectionOf(found: ConnectorSettings, client: ConnectorClient) {
  const { clientSecret } = client
  if (clientSecret !== null) return { ...found, clientSecret, reader: readerOf(client) }
  throw wrongArguments('--check: expected a key with a client secret, this one has a certificate.')
}

function shownSecret({ clientSecret }: ConnectorSettings, isShown: boolean): string {
  if (clientSecret === null) return '(none: a certificate)'
  return isShown ? clientSecret : '(there is one; --show-secret prints it)'
}

/** The settings in the order of the form. */
function settingsLines(found: ConnectorSettings, secret: string): string[] {
  const { name, endpointUrl, authentication, clientId, tokenEndpoint, warnings } = found
  const rows = [
    ['Name', name],
    ['Endpoint URL', endpointUrl],
    ['Authentication', authentication],
    ['Client ID', clientId],
    ['Client Secret', secret],
    ['Token Endpoint', tokenEndpoint],
    ['Scope', '(leave it empty)'],
  ] as const
  return [
    'Event Connector in SuccessFactors',
    '',
    ...rows.map(([label, value]) => `  ${label.padEnd('Token Endpoint'.length)}   ${value}`),
    ...(warnings.length > 0 ? ['', ...warnings.map((warning) => `  ! ${warning}`)] : []),
  ]
}

function stepLines(steps: readonly CheckedStep[]): string[] {
  if (steps.length === 0) return []
  return [
    '',
    'Checked',
    '',
    ...steps.map(({ step, passed, said }) => {
      const mark = passed ? styleText('green', '✓') : styleText('red', '✗')
      return `  ${mark} ${step.padEnd(8)} ${said}`
    }),
  ]
}
