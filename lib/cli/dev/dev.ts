import { spawn } from 'node:child_process'
import path from 'node:path'
import { styleText } from 'node:util'
import type { Config } from '../../config/config.ts'
import { IS_REPOSITORY } from '../../config/package-files.ts'
import { readConfig } from '../../config/read-config.ts'
import { secretFileOf } from '../../local/authorization-server/kept-secrets.ts'
import { command, type Terminal, wrongArguments } from '../command.ts'
import { buildPage } from '../demo/build-page.ts'
import { shortPath } from '../files/new-files.ts'
import { logText } from './log-text.ts'
import { createVersions, type Started } from './versions.ts'
import { watchCode } from './watch-code.ts'

const HELP = `npm run dev -- [--open] [--json]

Runs the service and starts it anew whenever a file of the code is saved.
The new version starts first; only when it listens, the one before takes nothing new any more and
finishes what it has begun (what takes longer than 7.5 s is given back and runs again). A version that
does not start changes nothing: the finding is printed, and the one before goes on. What is missing
(database, issuer, directory) is stood in for, once for all versions.

  --open   opens the monitor in a browser, where there is one
  --json   prints the log as the service writes it

Examples
  npm run dev -- --open
  PORT=4104 LOCAL_TOKEN_PORT=4105 DATA_DIR=.data/second npm run dev

Ctrl-C stops it. Ends with 0; with 2 where something is missing or wrong.`

export const dev = command({
  name: 'dev',
  help: HELP,
  options: { open: { type: 'boolean' } },
  async run({ values, positionals }, terminal) {
    if (positionals.length > 0) throw wrongArguments(`expected no "${positionals[0]}"`)
    const config = readConfig()
    if (config.production) {
      throw wrongArguments(
        'expected no NODE_ENV=production and no VCAP_APPLICATION: npm start runs it',
      )
    }
    const say = spokenBy(terminal)
    await buildPage(terminal.signal)
    // Load the stand-ins late: they are large.
    const { startStandInEnvironment } = await import('./stand-in-environment.ts')
    const standIns = await startStandInEnvironment(config, say.log)
    const versions = createVersions({
      environment: standIns.environment,
      onLine: say.log,
      onDied: (code) => say.bad(`the service has ended by itself (${code ?? 'signal'})`),
    })
    let isOpen = false
    const restart = serialized(async (files) => {
      if (files.length > 0) say.note(`${files.map(shortPath).join(', ')} saved`)
      const started = await versions.replace()
      if (terminal.signal.aborted) return
      sayStarted(say, started)
      if (started.kind === 'failed' || isOpen) return
      isOpen = true
      await showPage(say, config, started.port, values.open)
    })
    let stopWatching = async () => {}
    try {
      stopWatching = await watchCode(watchedFolders(config), restart)
      restart([])
      await ended(terminal.signal)
      say.note('stopping: what runs is finished')
    } finally {
      await stopWatching()
      await versions.stop()
      await standIns.stop()
    }
    return { exitCode: 0, lines: [], json: { stopped: true } }
  },
})

interface Speech {
  log(line: string): void
  note(text: string): void
  good(text: string): void
  bad(text: string): void
}

/** With --json, prints only the service's log. */
function spokenBy({ isJson, say }: Terminal): Speech {
  const mark = (text: string) => {
    if (!isJson) say(text)
  }
  return {
    log(line) {
      const text = isJson ? line.trimEnd() : logText(line.trimEnd())
      if (text !== null) say(text)
    },
    note: (text) => mark(styleText('dim', `  ${text}`)),
    good: (text) => mark(`${styleText('green', '✓')} ${text}`),
    bad: (text) => mark(`${styleText('red', '✗')} ${text}\n  The next save starts it again.`),
  }
}

function sayStarted(say: Speech, started: Started): void {
  if (started.kind === 'serves') say.good(`serving on http://localhost:${started.port}`)
  else {
    const rest = started.hasBefore ? ', what ran before goes on' : ''
    say.bad(`not started${rest}:\n  ${started.reason}`)
  }
}

async function showPage(
  say: Speech,
  { local }: Config,
  port: number,
  open: boolean | undefined,
): Promise<void> {
  const address = `http://localhost:${port}/monitor/`
  const file = secretFileOf(local.dataDir, 'operator')
  say.note(`monitor ${address}, user operator, password in ${shortPath(file)}`)
  if (open === true && !(await openBrowser(address))) say.note('no browser could be opened')
}

/** In a project of its own, a handler may use code from anywhere in it. */
function watchedFolders({ handlersDir }: Config): string[] {
  const folders = IS_REPOSITORY ? ['srv', 'lib'] : ['.']
  return [...new Set([...folders.map((folder) => path.resolve(folder)), handlersDir])]
}

/** Runs one at a time; files saved meanwhile cause one more run. */
function serialized(
  work: (files: readonly string[]) => Promise<void>,
): (files: readonly string[]) => void {
  let waiting: string[] | null = null
  let busy = false
  async function processBulk(): Promise<void> {
    busy = true
    while (waiting !== null) {
      const files = waiting
      waiting = null
      await work(files)
    }
    busy = false
  }
  return (files) => {
    waiting = [...new Set([...(waiting ?? []), ...files])]
    if (!busy) void processBulk()
  }
}

function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

const OPENERS: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
}

/** Opens a URL in the browser. @returns whether a program accepted it */
export function openBrowser(address: string): Promise<boolean> {
  const [program, ...args] = OPENERS[process.platform] ?? ['xdg-open']
  return new Promise((resolve) => {
    const child = spawn(program, [...args, address], { stdio: 'ignore', detached: true })
    child.once('error', () => resolve(false))
    child.once('spawn', () => resolve(true))
    child.unref()
  })
}
