import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A server that is not installed here. */
export class MissingPackage extends Error {}

/**
 * The versions of these Debian packages.
 * Throws MissingPackage with the command that installs those that are not there.
 */
export async function installedVersions(names: readonly string[]): Promise<Map<string, string>> {
  const versions = new Map<string, string>()
  for (const name of names) {
    const version = await versionOf(name)
    if (version !== null) versions.set(name, version)
  }
  const missing = names.filter((name) => !versions.has(name))
  if (missing.length === 0) return versions
  throw new MissingPackage(
    `expected Debian's ${missing.join(', ')} to be installed: apt-get install --no-install-recommends ${missing.join(' ')}`,
  )
}

async function versionOf(name: string): Promise<string | null> {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: these are dpkg's own variables
  const format = '--showformat=${db:Status-Status} ${Version}'
  const found = await run('dpkg-query', ['--show', format, name]).catch(() => null)
  const [status, version] = found?.stdout.split(' ') ?? []
  return status === 'installed' && version !== undefined ? version : null
}
