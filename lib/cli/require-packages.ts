import { findPackageJSON } from 'node:module'
import { ReceiverError } from '../errors.ts'

/**
 * Checks the optional packages of a command.
 * @throws ReceiverError packages_missing, in one sentence
 */
export function requirePackages(command: string, names: readonly string[]): void {
  const missing = names.filter((name) => !isInstalled(name))
  if (missing.length === 0) return
  throw new ReceiverError(
    'packages_missing',
    `"npm run ${command}" needs optional packages that are not installed (${missing.join(', ')}): run "npm install --include=optional" with Node 24`,
  )
}

function isInstalled(name: string): boolean {
  try {
    return findPackageJSON(name, import.meta.url) !== undefined
  } catch {
    return false
  }
}
