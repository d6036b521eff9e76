import { cp, mkdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { mtaSchema } from '../../../test/support/descriptors/mta-schema.ts'
import type { Deployable } from '../build-archive.ts'
import { runCommand } from '../run-command.ts'

const HANDLERS = fileURLToPath(new URL('./handlers/', import.meta.url))
const NAME = 'my-receiver'
const PRODUCTION = '--omit=dev --omit=optional'

type Environment = Readonly<Record<string, string>>

/** A project that `init` of this version writes, with the handlers of the rehearsal. */
export async function makeProject(
  tarball: string,
  folder: string,
  environment: Environment,
): Promise<Deployable> {
  await mkdir(folder, { recursive: true })
  const init = `npm exec --yes --package=${tarball} -- sf-event-receiver init ${NAME}`
  await runCommand(init, folder, environment)
  const project = path.join(folder, NAME)
  const handlers = path.join(project, 'srv', 'handlers')
  await rm(handlers, { recursive: true })
  await cp(HANDLERS, handlers, { recursive: true })
  await runCommand(`npm install ${PRODUCTION}`, project, environment)
  return describe(project)
}

/** The same project with another version, as docs/upgrading.md says. */
export async function upgradeProject(
  { folder: before }: Deployable,
  tarball: string,
  folder: string,
  environment: Environment,
): Promise<Deployable> {
  const project = path.join(folder, NAME)
  await cp(before, project, { recursive: true, verbatimSymlinks: true })
  // A name of its own: two commits can have one version.
  const vendored = `vendor/newer-${path.basename(tarball)}`
  await cp(tarball, path.join(project, vendored))
  await runCommand(`npm install ./${vendored} ${PRODUCTION}`, project, environment)
  return describe(project)
}

async function describe(folder: string): Promise<Deployable> {
  const mta = mtaSchema.parse(parse(await readFile(path.join(folder, 'mta.yaml'), 'utf8')))
  return { folder, mta }
}
