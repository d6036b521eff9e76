import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../test/support/free-port.ts'
import type { DebianPostgres } from './debian-postgres.ts'
import type { Shell } from './terminal.ts'

const PAGE = fileURLToPath(new URL('../../docs/use-as-package.md', import.meta.url))

/** A handler with an npm package and a shared folder, beside files that are no handlers. */
const OWN_FILES: Readonly<Record<string, string>> = {
  'srv/handlers/badge.ts': `import { defineHandler } from '#handler'
import { badgeOf } from './shared/badge-of.ts'

export default defineHandler({
  on: 'com.successfactors.Employment.AssignmentInformation.Hire',
  run: (event, { log }) => log.info('badge', { badge: badgeOf(event.key('userId')) }),
})
`,
  'srv/handlers/shared/badge-of.ts': `import { customAlphabet } from 'nanoid'

export function badgeOf(userId: string): string {
  return \`\${userId.slice(0, 2)}-\${customAlphabet('0123456789', 6)()}\`
}
`,
  'srv/handlers/badge.test.ts': `import assert from 'node:assert/strict'
import { it } from 'node:test'
import { aHire, deliver } from '#testing'
import handler from './badge.ts'

it('makes a badge', async () => {
  const { outcome } = await deliver(handler, aHire())
  assert.equal(outcome, 'completed')
})
`,
  'srv/handlers/notes.txt': 'not a handler\n',
  'srv/handlers/old.mjs': '// not a handler\n',
}

export interface ProjectTrial {
  readonly shell: Shell
  /** empty; the project becomes a folder in it */
  readonly folder: string
  readonly tarball: string
  readonly database: DebianPostgres
}

/** Plays a developer: from the tarball alone to events that own handlers took. @returns the project */
export async function tryProject({
  shell,
  folder,
  tarball,
  database,
}: ProjectTrial): Promise<string> {
  const exec = `npm exec --yes --package=./${path.basename(tarball)} -- sf-event-receiver`
  await shell.run(`${exec} init my-receiver`, { cwd: folder, says: 'npm install' })
  await shell.run(`${exec} init my-receiver`, { cwd: folder, expected: 2, says: 'overwritten' })
  const cwd = path.join(folder, 'my-receiver')
  const environment = await ownPorts()
  await shell.run('npm install', { cwd })
  await shell.run('npm test', { cwd, says: /fail 0/ })
  await shell.run('npm run check', { cwd })
  await shell.run('npm run demo -- --exit', { cwd, environment, says: 'handled as expected' })

  await shell.run('npm run new:handler -- leaver --on termination', { cwd })
  await shell.run('npm install nanoid@5.1.6', { cwd })
  for (const [file, text] of Object.entries(OWN_FILES)) {
    await mkdir(path.dirname(path.join(cwd, file)), { recursive: true })
    await writeFile(path.join(cwd, file), text)
  }
  await shell.run('npm test', { cwd, says: /fail 0/ })
  await shell.run('npm run check', { cwd })

  await tryJest(shell, cwd)

  const withDatabase = { ...environment, DATABASE_URL: database.url }
  const service = await shell.start('npm start', {
    cwd,
    environment: withDatabase,
    says: /"msg":"listening"/,
  })
  await shell.run('npm run send -- hire --count 20', { cwd, environment: withDatabase })
  await shell.run('npm run send -- termination --employee 100042', {
    cwd,
    environment: withDatabase,
  })
  await shell.run('npm run connector-settings -- --check', { cwd, environment: withDatabase })
  await service.stop()
  const dev = await shell.start('npm run dev -- --json', {
    cwd,
    environment,
    says: /"msg":"listening"/,
  })
  await dev.stop()
  return cwd
}

/** The same project with the other runner, as docs/use-as-package.md describes it. */
async function tryJest(shell: Shell, project: string): Promise<void> {
  const cwd = `${project}-jest`
  const isOwn = (file: string) => !/\/(?:node_modules|\.data)(?:\/|$)/.test(file)
  const filter = (file: string) => isOwn(file.slice(project.length)) && !file.endsWith('.test.ts')
  await cp(project, cwd, { recursive: true, filter })
  const [, config = ''] =
    /```js jest\.config\.js\n(.*?)```/s.exec(await readFile(PAGE, 'utf8')) ?? []
  await writeFile(path.join(cwd, 'jest.config.js'), config)
  await shell.run('npm install --save-dev jest @jest/globals @swc/jest @swc/core', { cwd })
  await shell.run('npm run new:handler -- joiner --on hire', { cwd })
  await shell.run('node --experimental-vm-modules node_modules/jest/bin/jest.js', {
    cwd,
    environment: { PATH: path.dirname(process.execPath) },
    says: '2 passed, 2 total',
  })
}

/** Ports of the service and its local replacements. */
export async function ownPorts(): Promise<Record<string, string>> {
  const names = ['PORT', 'LOCAL_TOKEN_PORT', 'LOCAL_DIRECTORY_PORT']
  const ports = await Promise.all(names.map(async (name) => [name, String(await freePort())]))
  return Object.fromEntries(ports) as Record<string, string>
}
