import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { childEnvironment } from '../../lib/config/process-environment.ts'
import { startLocalAuthorizationServer } from '../../lib/local/authorization-server/start-local-authorization-server.ts'
import { packPackage } from './build-package.ts'
import { startDebianPostgres } from './debian-postgres.ts'
import { createShell, type Step } from './terminal.ts'
import { tryContainer } from './try-container.ts'
import { tryDeployment } from './try-deployment.ts'
import { tryProject } from './try-project.ts'
import { tryTutorial } from './try-tutorial.ts'

const USAGE = `npm run package:try [-- --tutorial --keep]

Packs the package and uses it in an empty folder, from the tarball alone: publint and attw, init, npm install,
npm test, check, demo, new:handler, start with Debian's PostgreSQL, dev, a deployment to Cloud Foundry, a
container, and the first section of docs/handlers.md in a second project. Prints each command with its time.
Needs root, the registry of npm and Debian's PostgreSQL.

  --tutorial   only the section of docs/handlers.md
  --keep       keeps the folder`

/** They are tools of this trial alone: no dependency of ours. */
const PUBLINT = 'npm exec --yes --package=publint@0.3.25 -- publint run --strict'
const ATTW = 'npm exec --yes --package=@arethetypeswrong/cli@0.18.5 -- attw --profile esm-only'

const { values } = parseArgs({
  options: {
    tutorial: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) console.log(USAGE)
else process.exitCode = await main()

async function main(): Promise<number> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-try-'))
  // Nothing of the npm script that runs this, and no packages of this repository on the path.
  const { PATH = '', HOME = '', npm_config_registry: registry = '' } = childEnvironment({})
  const outside = PATH.split(path.delimiter).filter((one) => !one.includes('node_modules'))
  const shell = createShell({
    ...{ PATH: outside.join(path.delimiter), HOME, NO_COLOR: '1' },
    ...{ npm_config_update_notifier: 'false', npm_config_loglevel: 'error' },
    ...(registry === '' ? {} : { npm_config_registry: registry }),
  })
  const database = await startDebianPostgres()
  const authorizationServer = await startLocalAuthorizationServer({
    port: 0,
    dataDir: path.join(folder, 'issuer'),
  })
  try {
    const empty = path.join(folder, 'empty')
    await mkdir(empty)
    const tarball = await packPackage(empty)
    await tryTutorial({ shell, folder, tarball })
    if (values.tutorial) return 0
    const name = path.basename(tarball)
    await shell.run(`${PUBLINT} ${name}`, { cwd: empty, says: 'All good!' })
    await shell.run(`${ATTW} ${name}`, { cwd: empty, says: 'node16 (from ESM): 🟢' })
    const project = await tryProject({ shell, folder: empty, tarball, database })
    await tryDeployment({ shell, folder, project, database, authorizationServer })
    await tryContainer({ shell, folder, project, authorizationServer })
    return 0
  } catch (error) {
    console.error(`\n✗ ${(error as Error).message}`)
    return 1
  } finally {
    await shell.stopAll()
    printSteps(shell.steps)
    await authorizationServer.close()
    await database.stop()
    if (values.keep) console.log(`\nkept: ${folder}`)
    else await rm(folder, { recursive: true, force: true })
  }
}

function printSteps(steps: readonly Step[]): void {
  const width = Math.max(...steps.map(({ command }) => command.length))
  console.log('\nCommands')
  for (const { command, seconds, code, isHeld } of steps) {
    const mark = isHeld ? '✓' : '✗'
    console.log(
      `  ${mark} ${command.padEnd(width)}  ${seconds.toFixed(1).padStart(6)} s  exit ${code}`,
    )
  }
}
