import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { TrustedIssuer } from '../../auth/trusted-issuer.ts'
import type { Config } from '../../config/config.ts'
import { ReceiverError } from '../../errors.ts'
import { type ConnectorClient, readServiceKey } from './service-key.ts'

/** The client of a key's file, `-` = standard input. */
export async function clientOfKey(file: string): Promise<ConnectorClient> {
  return readServiceKey(file === '-' ? await readInput() : await readFile(file, 'utf8'))
}

/**
 * The client of the bound XSUAA, where there is one, else the local one. All keys of an xsuaa instance
 * share one client id: only their secrets differ.
 */
export async function knownClient({ issuers, local }: Config): Promise<ConnectorClient> {
  if (issuers === null) return localClient(local)
  const found = issuers.map(boundClient).find((client) => client !== null)
  if (found != null) return found
  throw new ReceiverError(
    'config_invalid',
    'Expected --key with the service key of SuccessFactors: no trusted issuer here has a client of its own.',
  )
}

function boundClient({ kind, issuers: [issuer], login }: TrustedIssuer): ConnectorClient | null {
  if (kind !== 'xsuaa' || login === undefined) return null
  const { clientId, clientSecret } = login
  return { kind, tokenUrl: issuer, clientId, clientSecret: clientSecret() }
}

async function localClient(local: Config['local']): Promise<ConnectorClient> {
  const file = path.join(local.dataDir, 'local', 'successfactors.secret')
  const secret = local.clientSecret ?? (await readFile(file, 'utf8').catch(() => null))
  if (secret === null) {
    throw new ReceiverError(
      'config_invalid',
      'Expected --key with a service key, or a local receiver that was started once (npm start); neither is there.',
    )
  }
  return {
    kind: 'xsuaa',
    tokenUrl: `http://localhost:${local.tokenPort}/oauth/token`,
    clientId: 'successfactors',
    clientSecret: secret.trim(),
  }
}

async function readInput(): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
