import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import type { Mta } from './mta-schema.ts'
import { readJson } from './project.ts'

/**
 * Whether a file is packed: neither it nor a folder above it matches a pattern of `ignore`. The build
 * tool expands each pattern once with Go's filepath.Glob, where a star stays within a name and also
 * takes names that begin with a dot. @param file relative, with slashes
 */
export function isShipped(file: string, ignore: readonly string[]): boolean {
  const patterns = ignore.map(patternOf)
  const parts = file.split('/')
  const above = parts.map((_, index) => parts.slice(0, index + 1).join('/'))
  return !above.some((entry) => patterns.some((pattern) => pattern.test(entry)))
}

/**
 * The files under a root that `mbt build` would pack, relative and sorted: what `ignore` leaves, and of
 * node_modules what `npm prune --omit=dev --omit=optional` leaves of the lock file.
 */
export function shippedFiles(root: string, { modules }: Mta): string[] {
  const ignore = modules.flatMap((module) => module['build-parameters'].ignore)
  const own = filesUnder(root, '', (folder) => folder === 'node_modules')
  const packages = prunedPackages(readJson('package-lock.json', root)).flatMap((folder) =>
    existsSync(path.join(root, folder))
      ? filesUnder(root, folder, (inner) => inner.endsWith('/node_modules'))
      : [],
  )
  return [...own, ...packages].filter((file) => isShipped(file, ignore)).sort()
}

/** Folders of the packages that are neither development nor optional ones. */
export function prunedPackages(lock: unknown): string[] {
  const { packages } = lock as { packages: Record<string, Record<string, unknown>> }
  return Object.entries(packages)
    .filter(([folder, { dev, optional, devOptional }]) => {
      return folder !== '' && !dev && !optional && !devOptional
    })
    .map(([folder]) => folder)
}

function patternOf(glob: string): RegExp {
  const escaped = glob.replaceAll(/[.+^${}()|]/g, '\\$&').replaceAll('*', '[^/]*')
  return new RegExp(`^${escaped}$`)
}

function filesUnder(
  root: string,
  folder: string,
  isPassedOver: (folder: string) => boolean,
): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const own = path.posix.join(folder, entry.name)
    if (!entry.isDirectory()) return [own]
    return isPassedOver(own) ? [] : filesUnder(root, own, isPassedOver)
  })
}
