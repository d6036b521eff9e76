import type { TrustedIssuer } from '../../auth/trusted-issuer.ts'
import type { Config } from '../../config/config.ts'
import { readLocalClient } from '../../local/authorization-server/kept-secrets.ts'
import { readTextOf, wrongArguments } from '../command.ts'
import { type ConnectorClient, readServiceKey } from './service-key.ts'

/** The client of a service key's file; `-` = standard input. */
export async function clientOfKey(file: string): Promise<ConnectorClient> {
  return readServiceKey(await readTextOf('--key', file))
}

/**
 * The client of the bound XSUAA if there is one, else the local one. All keys of an xsuaa instance
 * share one client id: only their secrets differ.
 */
export async function knownClient({ issuers, local }: Config): Promise<ConnectorClient> {
  if (issuers === null) {
    const client = await readLocalClient(local, 'successfactors')
    if (client !== null) return { kind: 'xsuaa', ...client }
    throw wrongArguments(
      'Expected --key with a service key, or a local receiver that was started once (npm start); neither is there.',
    )
  }
  const found = issuers.map(boundClient).find((client) => client !== null)
  if (found != null) return found
  throw wrongArguments(
    'Expected --key with the service key of SuccessFactors: no trusted issuer here has a client of its own.',
  )
}

function boundClient({ kind, issuers: [issuer], login }: TrustedIssuer): ConnectorClient | null {
  if (kind !== 'xsuaa' || login === undefined) return null
  return { kind, tokenUrl: issuer, clientId: login.clientId, clientSecret: login.clientSecret() }
}
