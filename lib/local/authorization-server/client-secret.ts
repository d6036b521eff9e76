import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { ReceiverError } from '../../errors.ts'
import { onceFile } from './once-file.ts'

/** A client's secret, and the file it is kept in where it was not given. */
export interface ClientSecret {
  readonly secret: string
  readonly secretFile: string | null
}

/** RFC 6749 appendix A.2, without blanks: they would be lost at the end of a file. */
const plainSecret = /^[\x21-\x7e]{1,512}$/

/** The given secret, else the one made once into `<folder>/<name>.secret` (mode 0600). */
export async function clientSecret(
  folder: string,
  name: string,
  given: string | undefined,
): Promise<ClientSecret> {
  const secretFile = given === undefined ? join(folder, `${name}.secret`) : null
  const secret =
    given ??
    (await onceFile(join(folder, `${name}.secret`), () => randomBytes(32).toString('base64url')))
  if (!plainSecret.test(secret.trim())) {
    throw new ReceiverError(
      'config_invalid',
      `Expected a secret of 1 to 512 visible ASCII characters for the local client ${name}, something else is in ${secretFile ?? 'its variable'}. ${secretFile === null ? 'Choose another.' : 'Delete the file; a new one is made.'}`,
    )
  }
  return { secret: secret.trim(), secretFile }
}
