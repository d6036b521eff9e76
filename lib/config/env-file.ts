import { readFileSync } from 'node:fs'
import path from 'node:path'
import { ReceiverError } from '../errors.ts'
import { type EnvFileFault, judgeEnvFile } from './judge-env-file.ts'
import { KNOWN_VARIABLES } from './known-variables.ts'

/** `npm start` loads the file twice, and warns once. */
const judged = new Set<string>()

/**
 * Adds the variables of `.env` in the working directory to the environment, outside production. A
 * variable of the real environment wins, even an empty one. `ENV_FILE` names another file.
 * Warns of lines that have no effect.
 * @throws ReceiverError config_invalid if the named file cannot be read
 */
export function loadEnvFile(): void {
  const { NODE_ENV, VCAP_APPLICATION, ENV_FILE } = process.env
  if (NODE_ENV === 'production' || VCAP_APPLICATION) return
  const file = path.resolve(ENV_FILE || '.env')
  try {
    process.loadEnvFile(file)
    warnOfFaults(file)
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

function warnOfFaults(file: string): void {
  if (judged.has(file)) return
  judged.add(file)
  for (const fault of judgeEnvFile(readFileSync(file, 'utf8'), KNOWN_VARIABLES)) {
    const place = `${path.basename(file)}, line ${fault.line}`
    process.stderr.write(`warning: ${place}: ${describe(fault)}\n`)
  }
}

function describe(fault: EnvFileFault): string {
  if (fault.kind === 'unknown') return `${fault.name} is unknown, did you mean ${fault.known}?`
  if (fault.kind === 'quote_open') return 'expected a closing quote, found none'
  return 'expected NAME=value or a comment with #, this line has no effect'
}
