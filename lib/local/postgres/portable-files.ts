import { chown, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunAs } from './run-as.ts'
import { durableSettings } from './server-arguments.ts'

export const loopback = '127.0.0.1'
export const configFile = 'postgresql.portable.conf'
const rulesFile = 'pg_hba.portable.conf'

const rules = `host all all ${loopback}/32 scram-sha-256\n`

/** The text of a configuration file. Pure. */
export function portableConfig(
  cluster: string,
  port: number,
  settings: Readonly<Record<string, string>>,
): string {
  const all = {
    ...durableSettings,
    ...settings,
    listen_addresses: loopback,
    port: String(port),
    unix_socket_directories: '',
    hba_file: join(cluster, rulesFile),
  }
  return Object.entries(all)
    .map(([name, value]) => `${name} = '${quoted(value)}'\n`)
    .join('')
}

/** A backslash is an escape, and Windows has it in paths. */
function quoted(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll("'", "''")
}

/**
 * Writes the files of this mode beside those of the other one, so that a shell never parses a
 * setting and both modes can use the data.
 */
export async function writePortableFiles(
  cluster: string,
  port: number,
  settings: Readonly<Record<string, string>>,
  { owner }: RunAs,
): Promise<void> {
  const files = { [rulesFile]: rules, [configFile]: portableConfig(cluster, port, settings) }
  for (const [name, text] of Object.entries(files)) {
    const file = join(cluster, name)
    await writeFile(file, text, { mode: 0o600 })
    await chown(file, owner.uid, owner.gid)
  }
}
