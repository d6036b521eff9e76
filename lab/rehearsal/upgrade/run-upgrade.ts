import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { childEnvironment } from '../../../lib/config/process-environment.ts'
import { printTable } from '../../chaos/table.ts'
import { packPackage } from '../../package/build-package.ts'
import { brokenByUpgrade } from '../promises.ts'
import { upgradeRows } from '../report.ts'
import type { Stage } from '../stage.ts'
import { makeProject, upgradeProject } from './make-project.ts'
import { checkOut, olderVersion, packCheckedOut, workingTree } from './pack-versions.ts'
import { rehearseUpgrade } from './rehearse-upgrade.ts'
import { schemaGap } from './schema-gap.ts'

/**
 * A project of the older version, upgraded to the working tree and back.
 * @param from null = the latest tag, else main
 * @returns broken promises
 */
export async function runUpgrade(stage: Stage, from: string | null): Promise<string[]> {
  const environment = ownEnvironment()
  const folder = path.join(stage.folder, 'upgrade')
  const name = from ?? (await olderVersion(environment))
  const before = await checkOut(name, path.join(folder, 'source'), environment)
  const after = await workingTree()
  const title = `A project from ${before.name} to ${after.name} and back, under load`
  const gap = schemaGap(before.migrations, after.migrations)
  if (gap.length > 0) {
    console.log(`\n${title}\n  not rehearsed`)
    return [
      `migrations cannot bridge the schemas of ${before.name} and ${after.name}: ${gap.join('; ')}. A released migration is never edited: add a file. Before the first release, create the database again, or choose a later commit with --from`,
    ]
  }
  const packed = await packCheckedOut(before, environment)
  const older = await makeProject(packed, path.join(folder, 'older'), environment)
  const next = path.join(folder, 'next')
  await mkdir(next)
  const newer = await upgradeProject(
    older,
    await packPackage(next),
    path.join(folder, 'newer'),
    environment,
  )
  const result = await rehearseUpgrade(stage, older, newer)
  printTable(title, upgradeRows(result))
  return brokenByUpgrade(result)
}

/** The user's registries and proxies, without the variables of the npm script that runs this. */
function ownEnvironment(): Record<string, string> {
  const { npm_config_registry: registry, PATH = '', ...all } = childEnvironment({})
  const kept = Object.entries(all).filter(([name]) => !/^npm_|^NODE_ENV$/i.test(name))
  const outside = PATH.split(path.delimiter).filter((one) => !one.includes('node_modules'))
  return {
    ...Object.fromEntries(kept),
    ...(registry === undefined ? {} : { npm_config_registry: registry }),
    PATH: [path.dirname(process.execPath), ...outside].join(path.delimiter),
  }
}
