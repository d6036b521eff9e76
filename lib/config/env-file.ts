import path from 'node:path'
import { ReceiverError } from '../errors.ts'

/**
 * Adds the variables of `.env` in the working directory to the environment, outside production. A
 * variable of the real environment wins, even an empty one. `ENV_FILE` names another file.
 * @throws ReceiverError config_invalid if the named file cannot be read
 */
export function loadEnvFile(): void {
  const { NODE_ENV, VCAP_APPLICATION, ENV_FILE } = process.env
  if (NODE_ENV === 'production' || VCAP_APPLICATION) return
  const file = path.resolve(ENV_FILE || '.env')
  try {
    process.loadEnvFile(file)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT' && !ENV_FILE) return
    throw new ReceiverError(
      'config_invalid',
      `expected a readable file at ${file}, got ${code}: correct ENV_FILE or the rights of the file`,
      { cause },
    )
  }
}
