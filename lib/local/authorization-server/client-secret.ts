import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LocalConfig } from '../../config/config.ts'
import { ReceiverError } from '../../errors.ts'
import type { ClientCredentials } from '../../http/client-token.ts'
import { onceFile } from './once-file.ts'

export type LocalClientId = 'successfactors' | 'operator'

/** A client's secret, and its file unless the secret was given. */
export interface ClientSecret {
  readonly secret: string
  readonly secretFile: string | null
}

/** RFC 6749 appendix A.2, without blanks: they would be lost at the end of a file. */
const plainSecret = /^[\x21-\x7e]{1,512}$/

/** The folder of what the local authorization server keeps. */
export const localFolder = (dataDir: string) => join(dataDir, 'local')

/** The file of a local client's secret. */
export function secretFileOf(dataDir: string, name: string): string {
  return join(localFolder(dataDir), `${name}.secret`)
}

/** A client of the local authorization server; null = the server was never started. */
export async function readLocalClient(
  { dataDir, tokenPort, ...given }: LocalConfig,
  clientId: LocalClientId,
): Promise<ClientCredentials | null> {
  const secret =
    (clientId === 'operator' ? given.operatorSecret : given.clientSecret) ??
    (await readFile(secretFileOf(dataDir, clientId), 'utf8').catch(() => null))
  if (secret === null) return null
  const tokenUrl = `http://localhost:${tokenPort}/oauth/token`
  return { tokenUrl, clientId, clientSecret: secret.trim() }
}

/** The given secret, else the one in its file, which is made once (mode 0600). */
export async function clientSecret(
  dataDir: string,
  name: string,
  given?: string,
): Promise<ClientSecret> {
  const file = secretFileOf(dataDir, name)
  const secretFile = given === undefined ? file : null
  const secret = given ?? (await onceFile(file, () => randomBytes(32).toString('base64url')))
  if (!plainSecret.test(secret.trim())) {
    throw new ReceiverError(
      'config_invalid',
      `Expected a secret of 1 to 512 visible ASCII characters for the local client ${name}, something else is in ${secretFile ?? 'its variable'}. ${secretFile === null ? 'Choose another.' : 'Delete the file; a new one is made.'}`,
    )
  }
  return { secret: secret.trim(), secretFile }
}
