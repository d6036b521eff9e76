import { cp, mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { childEnvironment } from '../../lib/config/process-environment.ts'
import { printTable } from '../chaos/table.ts'
import { type Archive, buildArchive } from './build-archive.ts'
import { brokenByChange, brokenByFirstDeployment, brokenByInstance } from './promises.ts'
import { rehearseChange } from './rehearse-change.ts'
import { rehearseFirstDeployment } from './rehearse-first-deployment.ts'
import { rehearseInstance } from './rehearse-instance.ts'
import { archiveRows, changeRows, firstDeploymentRows, instanceRows } from './report.ts'
import { openStage, type Stage } from './stage.ts'
import { runUpgrade } from './upgrade/run-upgrade.ts'

const USAGE = `npm run rehearse [-- --from <tag or commit>] [-- --only platform|upgrade]

Packs what mta.yaml would ship of the last commit, unpacks it in an empty folder, installs it as the buildpack
does and starts it with Cloud Foundry's environment, against a PostgreSQL that takes TLS alone and a token
server laid out as XSUAA. It deploys docs/btp/mta-production.mtaext as it stands, checks the connector and
makes the first call. Then it sends what SuccessFactors sends, 500 events a second, and a signal; and changes
from one version to the other under load, two instances each.

Last, it makes a project with "sf-event-receiver init" of an older version, and upgrades it to the working tree
and back under load, with deliveries waiting, running, scheduled and parked.

  --from <tag or commit>   the older version (default: of the archive the last commit as well; of the project the
                           latest tag, else main)
  --only <part>            platform or upgrade`

const HANDLERS = fileURLToPath(new URL('./handlers/', import.meta.url))

process.exitCode = await main(process.argv.slice(2))

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      from: { type: 'string' },
      only: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  const { help, from = null, only = null } = values
  if (help || (only !== null && only !== 'platform' && only !== 'upgrade')) {
    console.log(USAGE)
    return help ? 0 : 2
  }
  const stage = await openStage()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stage.close().finally(() => process.exit(130)))
  }
  try {
    const broken = [
      ...(only === 'upgrade' ? [] : await rehearse(stage, from)),
      ...(only === 'platform' ? [] : await runUpgrade(stage, from)),
    ]
    for (const promise of broken) console.log(`✗ ${promise}`)
    console.log(broken.length === 0 ? '\nEvery promise was kept.' : '\nNot every promise was kept.')
    return broken.length === 0 ? 0 : 1
  } finally {
    await stage.close()
  }
}

async function rehearse(stage: Stage, from: string | null): Promise<string[]> {
  const archive = await build(stage, 'HEAD', 'after')
  printTable('What is shipped', archiveRows(archive))
  const first = await rehearseFirstDeployment(stage, archive)
  printTable('The first deployment, with the extension for production', firstDeploymentRows(first))
  const check = first.checkPassed ? [] : first.checkLines
  for (const line of [...check, ...first.logFindings.slice(0, 10)]) console.log(`  ${line}`)
  const instance = await rehearseInstance(stage, archive)
  printTable('One instance', instanceRows(instance))
  for (const finding of instance.logFindings.slice(0, 10)) console.log(`  log: ${finding}`)
  const before = from === null ? archive : await build(stage, from, 'before')
  const change = await rehearseChange(stage, before, archive)
  printTable(`A change of version under load, from ${from ?? 'the same'}`, changeRows(change))
  return [
    ...brokenByFirstDeployment(first),
    ...brokenByInstance(instance),
    ...brokenByChange(change),
  ]
}

/** With handlers of the rehearsal in the one folder that an integration developer touches. */
async function build({ folder }: Stage, commit: string, name: string): Promise<Archive> {
  // The npm settings of the user, which name registries and proxies.
  const archive = await buildArchive(commit, path.join(folder, name), childEnvironment({}))
  const handlers = path.join(archive.folder, 'srv', 'handlers')
  await rm(handlers, { recursive: true })
  await mkdir(handlers)
  await cp(HANDLERS, handlers, { recursive: true })
  return archive
}
