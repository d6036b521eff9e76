import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { PROJECT_ROOT, readJson } from './descriptors/project.ts'
import { prunedPackages } from './descriptors/shipped-files.ts'

export interface ProductionInstall {
  readonly folder: string
  remove(): Promise<void>
}

/** The project as `npm ci --omit=dev --omit=optional` leaves it. Its packages are links to those of the project. */
export async function createProductionInstall(): Promise<ProductionInstall> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-production-'))
  for (const own of ['bin', 'lib', 'srv', 'package.json', '.npmrc']) {
    await cp(path.join(PROJECT_ROOT, own), path.join(folder, own), { recursive: true })
  }
  for (const installed of [...productionPackages(), 'node_modules/.bin/node']) {
    await mkdir(path.dirname(path.join(folder, installed)), { recursive: true })
    await symlink(path.join(PROJECT_ROOT, installed), path.join(folder, installed))
  }
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** Folders right below node_modules: a package finds its own packages from where it really is. */
function productionPackages(): string[] {
  return prunedPackages(readJson('package-lock.json')).filter((folder) =>
    /^node_modules\/(@[^/]+\/)?[^/]+$/.test(folder),
  )
}
