import { randomBytes } from 'node:crypto'
import { chown, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ReceiverError } from '../../errors.ts'
import { onceFile } from '../authorization-server/kept-secrets.ts'
import type { RunAs } from './run-as.ts'

const fileOf = (folder: string) => join(folder, 'postgres.password')

/** Makes the superuser's password for new data (mode 0600), for the server's account. */
export async function makePasswordFile(folder: string, { owner }: RunAs): Promise<string> {
  const file = fileOf(folder)
  await onceFile(file, () => randomBytes(32).toString('base64url'))
  await chown(file, owner.uid, owner.gid)
  return file
}

/** Errors: local_postgres, if the data were made without a password. */
export async function readPassword(folder: string): Promise<string> {
  try {
    return (await readFile(fileOf(folder), 'utf8')).trim()
  } catch (cause) {
    throw new ReceiverError(
      'local_postgres',
      `expected the password of the local PostgreSQL in ${fileOf(folder)}, it cannot be read; set DATA_DIR to another folder, or remove this one if its data are not needed`,
      { cause },
    )
  }
}
