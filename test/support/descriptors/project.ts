import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

export const PROJECT_ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** The files that the descriptors name. */
export interface Project {
  readonly version: string
  /** @param file relative to the root */
  exists(file: string): boolean
}

export function readProject(root = PROJECT_ROOT): Project {
  const { version } = readJson('package.json', root) as { version: string }
  return { version, exists: (file) => existsSync(path.join(root, file)) }
}

export function readYaml(file: string, root = PROJECT_ROOT): unknown {
  return parse(readFileSync(path.join(root, file), 'utf8'))
}

export function readJson(file: string, root = PROJECT_ROOT): unknown {
  return JSON.parse(readFileSync(path.join(root, file), 'utf8'))
}
