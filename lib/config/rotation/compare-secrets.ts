import { isDeepStrictEqual } from 'node:util'
import type { TrustedIssuer } from '../../auth/trusted-issuer.ts'
import type { DatabaseConnection } from '../../store/db/database.ts'
import type { Config } from '../config.ts'

/** The part of the configuration that bindings decide. */
export type BoundConfig = Pick<Config, 'database' | 'issuers' | 'encryption'>

/**
 * Compares a new reading of the bindings with the one in use: `same`, `renewed` (only secrets differ,
 * they can be taken into use) or `other` (another database, issuer or client: needs a restart). Pure.
 */
export function compareSecrets(
  running: BoundConfig,
  read: BoundConfig,
): 'same' | 'renewed' | 'other' {
  if (isDeepStrictEqual(withSecrets(running), withSecrets(read))) return 'same'
  return isDeepStrictEqual(withoutSecrets(running), withoutSecrets(read)) ? 'renewed' : 'other'
}

function withSecrets({ database, issuers, encryption }: BoundConfig): unknown {
  return {
    database,
    keyStore: encryption?.keyStore,
    issuers: issuers?.map((issuer) => withPlainSecrets(issuer, (read) => read())),
  }
}

/** The master key is read at the start only: the login of its store does not matter later. */
function withoutSecrets({ database, issuers, encryption }: BoundConfig): unknown {
  const keyStore = encryption?.keyStore
  return {
    keyStore:
      keyStore?.kind === 'postgresql' ? withoutLogin(keyStore.database) : (keyStore ?? null),
    database: database === null ? null : withoutLogin(database),
    issuers: issuers?.map((issuer) => withPlainSecrets(issuer, () => '')),
  }
}

/** A rotated binding has a new user, and perhaps a new certificate authority. */
function withoutLogin(database: DatabaseConnection): unknown {
  if (database.kind === 'socket') return database
  const url = new URL(database.url)
  url.username = ''
  url.password = ''
  const { ca: _ca, clientCertificate: _certificate, ...others } = database
  return { ...others, url: url.href }
}

type Client = TrustedIssuer['login'] | TrustedIssuer['proof']

/** Functions cannot be compared: replaces each `clientSecret` by a text. */
function withPlainSecrets(
  { login, proof, ...others }: TrustedIssuer,
  textOf: (secret: () => string) => string,
): unknown {
  const plain = (client: Client) =>
    client !== undefined && 'clientSecret' in client
      ? { ...client, clientSecret: textOf(client.clientSecret) }
      : client
  return { ...others, login: plain(login), proof: plain(proof) }
}
