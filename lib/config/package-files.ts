import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root of this package: the repository, or the folder in a project's node_modules. */
export const PACKAGE_ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** TypeScript in the repository, JavaScript in the package: Node strips no types in node_modules. */
const EXTENSION = path.extname(import.meta.filename)

/** Whether this is the repository itself. */
export const IS_REPOSITORY = EXTENSION === '.ts'

/** A module of ours that is started or loaded by its path. @param module without extension */
export function modulePath(module: string): string {
  return path.join(PACKAGE_ROOT, module + EXTENSION)
}
