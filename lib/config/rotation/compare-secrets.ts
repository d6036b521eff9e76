import { isDeepStrictEqual } from 'node:util'
import type { TrustedIssuer } from '../../auth/trusted-issuer.ts'
import type { DatabaseConnection } from '../../store/database.ts'
import type { Config } from '../config.ts'

/** The part of the configuration that bindings decide. */
export type BoundConfig = Pick<Config, 'database' | 'issuers'>

/**
 * What a new reading of the bindings means for a process that runs: nothing, new secrets that can be
 * taken into use, or another database, issuer or client, which needs a restart. Pure.
 */
export function compareSecrets(
  running: BoundConfig,
  read: BoundConfig,
): 'same' | 'renewed' | 'other' {
  if (isDeepStrictEqual(boundOf(running), boundOf(read))) return 'same'
  return isDeepStrictEqual(withoutSecrets(running), withoutSecrets(read)) ? 'renewed' : 'other'
}

function boundOf({ database, issuers }: BoundConfig): BoundConfig {
  return { database, issuers }
}

function withoutSecrets({ database, issuers }: BoundConfig) {
  return {
    database: database === null ? null : withoutLogin(database),
    issuers: issuers?.map(withoutClientSecrets) ?? null,
  }
}

/** A rotated binding brings a user of its own, and an authority may be replaced. */
function withoutLogin(database: DatabaseConnection): unknown {
  if (database.kind === 'socket') return database
  const url = new URL(database.url)
  url.username = ''
  url.password = ''
  const { ca: _ca, clientCertificate: _certificate, ...others } = database
  return { ...others, url: url.href }
}

function withoutClientSecrets({ login, proof, ...others }: TrustedIssuer): unknown {
  return { ...others, login: blanked(login), proof: blanked(proof) }
}

function blanked(client: object | undefined): object | undefined {
  return client !== undefined && 'clientSecret' in client ? { ...client, clientSecret: '' } : client
}
