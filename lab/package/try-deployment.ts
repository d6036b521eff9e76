import { randomBytes } from 'node:crypto'
import { cp, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { parse } from 'yaml'
import { childEnvironment } from '../../lib/config/process-environment.ts'
import type { LocalAuthorizationServer } from '../../lib/local/authorization-server/start-local-authorization-server.ts'
import { mtaSchema } from '../../test/support/descriptors/mta-schema.ts'
import { isShipped } from '../../test/support/descriptors/shipped-files.ts'
import type { DebianPostgres } from './debian-postgres.ts'
import type { Shell } from './terminal.ts'

export interface DeploymentTrial {
  readonly shell: Shell
  readonly folder: string
  readonly project: string
  readonly database: DebianPostgres
  readonly authorizationServer: LocalAuthorizationServer
}

/**
 * Builds the project as `mbt build` does, installs it as the buildpack does, and starts it as Cloud
 * Foundry does: in production, without optional packages.
 */
export async function tryDeployment(trial: DeploymentTrial): Promise<void> {
  const { shell, folder, project, database, authorizationServer } = trial
  const source = path.join(folder, 'source')
  const app = path.join(folder, 'app')
  const isOwn = (file: string) => !/\/(?:node_modules|\.data)(?:\/|$)/.test(file)
  await cp(project, source, {
    recursive: true,
    filter: (file) => isOwn(path.relative(folder, file)),
  })
  const mta = mtaSchema.parse(parse(await readFile(path.join(source, 'mta.yaml'), 'utf8')))
  const [module] = mta.modules
  if (module === undefined) throw new Error('expected a module in mta.yaml')
  for (const command of module['build-parameters'].commands) {
    await shell.run(command, { cwd: source })
  }
  await cp(source, app, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (file) =>
      file === source || isShipped(path.relative(source, file), module['build-parameters'].ignore),
  })
  const { NPM_CONFIG_OMIT = '' } = module.properties
  const staging = { NODE_ENV: 'production', NPM_CONFIG_OMIT }
  await shell.run('npm rebuild', { cwd: app, environment: staging })
  await shell.run('npm install --offline', { cwd: app, environment: staging, says: /up to date/ })
  console.log(await shell.run('du -sm .', { cwd: app }))

  const masterKeyFile = path.join(folder, 'master.key')
  await writeFile(masterKeyFile, randomBytes(32).toString('base64'), { mode: 0o600 })
  const environment = {
    ...module.properties,
    // It takes the place of SAP Credential Store.
    MASTER_KEY_FILE: masterKeyFile,
    PUBLIC_URL: 'https://my-receiver.example.com',
    // The Node of the platform.
    PATH: path.dirname(process.execPath) + path.delimiter + (childEnvironment({}).PATH ?? ''),
    PORT: '0',
    DATABASE_URL: await database.createDatabase('deployed'),
    VCAP_APPLICATION: '{}',
    VCAP_SERVICES: JSON.stringify({
      xsuaa: [{ name: 'xsuaa', label: 'xsuaa', credentials: authorizationServer.xsuaaCredentials }],
    }),
  }
  const service = await shell.start(`exec ${module.parameters.command}`, {
    cwd: app,
    environment,
    says: /"msg":"listening"/,
  })
  await service.stop()
  const { PATH } = environment
  for (const command of ['npm run demo', 'npm run dev', 'npm run send -- hire']) {
    const said = { expected: 2, says: 'packages_missing: ' }
    await shell.run(command, { cwd: app, environment: { PATH }, ...said })
  }
}
