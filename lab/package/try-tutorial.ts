import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { acceptsConnections } from '../../test/support/accepts-connections.ts'
import { handlerFilesOf } from '../../test/support/documents/snippets.ts'
import { settledOrTimeout } from '../../test/support/eventually.ts'
import { freePort } from '../../test/support/free-port.ts'
import { type PageReader, readSection } from './read-tutorial.ts'
import type { RunningCommand, Shell } from './terminal.ts'
import { ownPorts } from './try-project.ts'

const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url))
const HANDLERS = 'srv/handlers'
const NAME = 'badge-approver'
/** of the badge system on the page; another program may use it */
const PORT = '9000'
/** Eight attempts take two minutes at most. */
const PARKED_MS = 180_000

export interface TutorialTrial {
  readonly shell: Shell
  /** gets a folder with the project */
  readonly folder: string
  readonly tarball: string
}

interface Tutorial {
  readonly shell: Shell
  readonly page: PageReader
  readonly cwd: string
  readonly environment: Readonly<Record<string, string>>
}

/** Does the first section of docs/handlers.md in a new project, with its commands and files. */
export async function tryTutorial({ shell, folder, tarball }: TutorialTrial): Promise<void> {
  const empty = path.join(folder, 'tutorial')
  await mkdir(empty)
  await cp(tarball, path.join(empty, path.basename(tarball)))
  const create = readSection(await pageText('use-as-package.md'), '## Create a project')
  // A person answers the question of npm.
  const yes = { npm_config_yes: 'true' }
  const init = create.command('npm exec')
  await shell.run(init, { cwd: empty, environment: yes, says: 'npm install' })
  const cwd = path.join(empty, create.command('cd ').replace('cd ', ''))
  const page = readSection(await pageText('handlers.md'), '## Ten minutes')
  const tutorial = { shell, page, cwd, environment: await ownPorts() }
  const command = await writeHandler(tutorial)
  await failAndReplay(tutorial, command)
  page.end()
  await tryRecipes(tutorial)
}

const pageText = (page: string) => readFile(path.join(DOCS, page), 'utf8')

/** Steps 1 to 3. @returns the command that starts the service */
async function writeHandler({ shell, page, cwd, environment }: Tutorial): Promise<string> {
  await shell.run(page.command('npm install'), { cwd, says: /added \d+ packages/ })
  const command = page.command('npm run dev')
  const dev = await shell.start(command, { cwd, environment, says: /listening/ })
  const fixture = `${HANDLERS}/fixtures/${NAME}.xml`
  await shell.run(page.command('npm run new:handler'), { cwd, says: fixture })
  for (const file of [`${HANDLERS}/${NAME}.ts`, `${HANDLERS}/${NAME}.test.ts`]) {
    await writeFile(path.join(cwd, file), page.file(file))
  }
  // Of this file alone: the example has tests, too.
  await shell.run(page.command('npm test'), { cwd, says: /tests 2\n(?:.*\n)*.*fail 0/ })
  await shell.run(page.command('npm run check'), { cwd, says: 'No fixes applied' })
  await dev.says(/\.ts saved[\s\S]*listening/, 'takes the new handler')
  await dev.stop()
  return command
}

/** Steps 4 and 5. */
async function failAndReplay(tutorial: Tutorial, command: string): Promise<void> {
  const { shell, page, cwd, environment } = tutorial
  const port = String(await freePort())
  await writeFile(path.join(cwd, '.env'), page.file('.env').replaceAll(PORT, port))
  const dev = await shell.start(command, { cwd, environment, says: /listening/ })
  const send = async (event: string) => {
    const out = await shell.run(page.command(`npm run send -- ${event}`), { cwd, environment })
    return /message ids\s+(\S+)/.exec(out)?.[1] ?? ''
  }
  await send('hire')
  const second = await send('manager-change')
  await dev.says(/✗ badge-approver, attempt 1: retried in [12] s\n.*ECONNREFUSED/, 'first attempt')
  const third = await send('manager-change')
  const parked = /✗ badge-approver, attempt 8: failed, the lane is parked/
  await dev.says(parked, 'the lane is parked', PARKED_MS)
  if (/✓ badge-approver|✗ directory-account/.test(dev.out())) {
    throw new Error(`expected only failures of ${NAME}:\n${dev.out()}`)
  }
  const badges = await startBadges(tutorial, port)
  const replay = page.command('npm run replay').replace('<message id>', second)
  await shell.run(replay, { cwd, environment, says: '1 is tried again' })
  const completed = (id: string) =>
    `attempt ended  message_id=${id} \\S+ handler=${NAME} .* outcome=completed`
  await dev.says(
    new RegExp(`${completed(second)}[\\s\\S]*${completed(third)}`),
    'both completed, in order',
  )
  await badges.stop()
  await dev.stop()
}

async function startBadges({ shell, page, cwd }: Tutorial, port: string) {
  const command = page.command('node -e').replaceAll(PORT, port)
  const badges: RunningCommand = await shell.start(command, { cwd, says: /^/, stopsWith: /^/ })
  await settledOrTimeout(
    () => acceptsConnections(Number(port), 'localhost'),
    'the badge system to listen',
  )
  return badges
}

/** All handlers and tests of the page, as a project that copies them. */
async function tryRecipes({ shell, cwd }: Tutorial): Promise<void> {
  for (const { name, text } of await handlerFilesOf('handlers.md')) {
    await writeFile(path.join(cwd, HANDLERS, name), text)
  }
  await shell.run('npm test', { cwd, says: /fail 0/ })
  await shell.run('npm run check', { cwd, says: 'No fixes applied' })
}
