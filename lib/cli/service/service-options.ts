import type { Config } from '../../config/config.ts'
import type { ClientCredentials } from '../../http/client-token.ts'
import { isLoopback } from '../../http/loopback.ts'
import { isSafeAddress } from '../../http/safe-address.ts'
import {
  type LocalClientId,
  readLocalClient,
} from '../../local/authorization-server/kept-secrets.ts'
import { readTextOf, wrongArguments } from '../command.ts'
import { clientOfKey } from '../connector-settings/known-client.ts'
import { readerOf } from '../connector-settings/service-key.ts'
import { createOperationsClient, type OperationsClient } from './operations-client.ts'

/** Options of all commands that call a service. */
export const SERVICE_OPTIONS = {
  url: { type: 'string' },
  key: { type: 'string' },
  'token-url': { type: 'string' },
  'client-id': { type: 'string' },
  'client-secret': { type: 'string' },
  'client-secret-file': { type: 'string' },
} as const

export const SERVICE_HELP = `  --url <address>               of the service (default: the local one)
  --key <file>                  a service key, as "cf service-key" prints it; - reads standard input
  --token-url <address>         in place of --key: where the client gets its token,
  --client-id <id>              who it is,
  --client-secret-file <file>   and its secret; - reads standard input
  --client-secret <secret>      the same on the command line, where others of this machine see it`

export interface ServiceValues {
  readonly url?: string | undefined
  readonly key?: string | undefined
  readonly 'token-url'?: string | undefined
  readonly 'client-id'?: string | undefined
  readonly 'client-secret'?: string | undefined
  readonly 'client-secret-file'?: string | undefined
}

/** Options that a service key replaces. */
const IN_KEY = ['token-url', 'client-id', 'client-secret', 'client-secret-file'] as const

/** The given URL, else that of the local service. */
export function addressOf({ url }: ServiceValues, { port }: Config): URL {
  if (url === undefined) return new URL(`http://localhost:${port}`)
  return checkedAddress('--url', url)
}

/**
 * The given client, else the local client of that name.
 * @throws ReceiverError config_invalid, with all missing options
 */
export async function clientOf(
  values: ServiceValues,
  config: Config,
  localName: LocalClientId,
): Promise<ClientCredentials> {
  if (values.key !== undefined) {
    const other = IN_KEY.find((name) => values[name] !== undefined)
    if (other !== undefined) throw wrongArguments(`--key: expected without --${other}`)
    return clientOfServiceKey(values.key)
  }
  const { 'token-url': tokenUrl, 'client-id': clientId } = values
  const hasSecret = values['client-secret'] !== undefined || values['client-secret-file']
  if (tokenUrl === undefined && clientId === undefined && !hasSecret) {
    return localClient(values, config, localName)
  }
  const missing = [
    tokenUrl === undefined ? '--token-url' : null,
    clientId === undefined ? '--client-id' : null,
    hasSecret ? null : '--client-secret-file',
  ].filter((name) => name !== null)
  if (tokenUrl === undefined || clientId === undefined || missing.length > 0) {
    throw wrongArguments(`expected ${missing.join(' and ')} as well, or --key in place of all`)
  }
  checkedAddress('--token-url', tokenUrl)
  return { tokenUrl, clientId, clientSecret: await secretOf(values) }
}

async function clientOfServiceKey(file: string): Promise<ClientCredentials> {
  const client = await clientOfKey(file)
  const { tokenUrl, clientId, clientSecret } = client
  if (clientSecret !== null) return { tokenUrl, clientId, clientSecret, reader: readerOf(client) }
  throw wrongArguments('--key: expected a key with a client secret, this one has a certificate')
}

async function localClient(
  { url }: ServiceValues,
  { local }: Config,
  clientId: LocalClientId,
): Promise<ClientCredentials> {
  if (url !== undefined && !isLoopback(new URL(url).hostname)) {
    throw wrongArguments(
      'expected --key, or --token-url, --client-id and --client-secret-file: the local client exists only on this machine',
    )
  }
  const client = await readLocalClient(local, clientId)
  if (client !== null) return client
  throw wrongArguments(
    'expected a local service that was started once (npm run dev, npm start), or --url with --key; neither is there',
  )
}

async function secretOf(values: ServiceValues): Promise<string> {
  const { 'client-secret': secret, 'client-secret-file': file } = values
  if (secret !== undefined) return secret
  return (await readTextOf('--client-secret-file', file ?? '')).trim()
}

/** Tokens and secrets are sent only encrypted, or within this machine. */
function checkedAddress(option: string, text: string): URL {
  if (isSafeAddress(text)) return new URL(text)
  throw wrongArguments(
    `${option}: expected https and a host, such as https://events.example.com; http only for this machine`,
  )
}

/** The operations API of the given service; default: the local one. */
export async function operationsOf(
  values: ServiceValues,
  config: Config,
  signal: AbortSignal,
): Promise<OperationsClient> {
  const { origin } = addressOf(values, config)
  return createOperationsClient(origin, await clientOf(values, config, 'operator'), signal)
}

const MESSAGE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The id of a message, as in the answer to its sender and in the monitor. */
export function messageIdOf(text: string): string {
  if (MESSAGE_ID.test(text)) return text.toLowerCase()
  throw wrongArguments(
    'expected a message id, such as 0192f0c1-2b7a-7000-8000-4f1c2d3e4a5b: see the header SAP_MessageProcessingLogID of the answer, or the monitor',
  )
}
