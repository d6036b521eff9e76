import { readFile, stat, symlink } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { hasErrorCode } from './system-error.ts'

interface LibraryLink {
  readonly source: string
  readonly target: string
}

/**
 * npm packs no symbolic links, so the package lists those of its libraries and makes them in an
 * install script, which `npm ci --ignore-scripts` leaves out. Several processes may do this at once.
 * Gives false when links are missing and the folder may not be written.
 */
export async function linkLibraries(native: string): Promise<boolean> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8')
  const links = JSON.parse(list) as readonly LibraryLink[]
  for (const { source, target } of links) {
    const path = join(dirname(native), target)
    if (await exists(path)) continue
    try {
      await symlink(relative(dirname(target), source), path)
    } catch (error) {
      if (hasErrorCode(error, 'EACCES', 'EPERM', 'EROFS')) return false
      if (!(hasErrorCode(error, 'EEXIST') && (await exists(path)))) throw error
    }
  }
  return true
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
