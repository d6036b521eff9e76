import { spawn } from 'node:child_process'
import path from 'node:path'
import { styleText } from 'node:util'
import type { Config } from '../../config/config.ts'
import { DEVELOPMENT } from '../../config/development.ts'
import { IS_REPOSITORY } from '../../config/package-files.ts'
import { readConfig } from '../../config/read-config.ts'
import type { AttemptReport } from '../../dispatch/attempt-report.ts'
import { secretFileOf } from '../../local/authorization-server/kept-secrets.ts'
import { command, type Terminal, wrongArguments } from '../command.ts'
import { buildPage } from '../demo/build-page.ts'
import { shortPath } from '../files/new-files.ts'
import { attemptText } from './attempt-text.ts'
import { keepLeases } from './keep-leases.ts'
import { isLogLine, logText } from './log-text.ts'
import { createVersions, type Started } from './versions.ts'
import { watchCode } from './watch-code.ts'

const INSPECT_PORT = '9229'

const HELP = `npm run dev -- [--open] [--inspect[=port]] [--json]

Runs the service and starts it anew whenever a file of the code is saved.
The new version starts first; only when it listens, the one before takes nothing new any more and
finishes what it has begun (what takes longer than 7.5 s is given back and runs again). A version that
does not start changes nothing: the finding is printed, and the one before goes on. What is missing
(database, issuer, directory) is stood in for, once for all versions.

It prints each attempt with the error, the line of the handler and the handler's log. Values are masked
unless both the database and the issuer are the local ones. Only then it also prints the handlers' own
output (console, stderr).

  --open            opens the monitor in a browser, where there is one
  --inspect[=port]  opens Node's debugger on 127.0.0.1 (default port ${INSPECT_PORT}); it keeps the port when a file
                    is saved. With the local database, leases and time limits stop meanwhile
  --json            prints the log as the service writes it

Variables of .env are read; those of the environment win.

Examples
  npm run dev -- --open
  npm run dev -- --inspect
  PORT=4104 LOCAL_TOKEN_PORT=4105 DATA_DIR=.data/second npm run dev

Ctrl-C stops it. Ends with 0; with 2 where something is missing or wrong.`

export const dev = command({
  name: 'dev',
  help: HELP,
  options: { open: { type: 'boolean' }, inspect: { type: 'string' } },
  defaults: { inspect: INSPECT_PORT },
  async run({ values, positionals }, terminal) {
    if (positionals.length > 0) throw wrongArguments(`expected no "${positionals[0]}"`)
    const config = readConfig()
    if (config.production) {
      throw wrongArguments(
        'expected no NODE_ENV=production and no VCAP_APPLICATION: npm start runs it',
      )
    }
    const inspectPort = values.inspect === undefined ? null : readPort(values.inspect)
    const isLocal = config.database === null && config.issuers === null
    const say = speechOf(terminal, isLocal)
    await buildPage(terminal.signal)
    // Load the stand-ins late: they are large.
    const { startStandInEnvironment } = await import('./stand-in-environment.ts')
    const standIns = await startStandInEnvironment(config, say.log)
    const isDebugging = inspectPort !== null && config.database === null
    const versions = createVersions({
      environment: standIns.environment,
      args: [
        isLocal ? DEVELOPMENT.unmasked : DEVELOPMENT.masked,
        ...(isDebugging ? [DEVELOPMENT.debugging] : []),
      ],
      inspectPort,
      onLine: (line) => (isLogLine(line) ? say.log(line) : say.output(line)),
      onErrorLine: say.output,
      onAttempt: say.attempt,
      onPaused: () => say.note('the debugger has paused the version before: continue it there'),
      onDied: (code) => say.bad(`the service has ended by itself (${code ?? 'signal'})`),
    })
    const leases = isDebugging
      ? keepLeases(standIns.database, config.leaseMs, versions.instances)
      : null
    let isOpen = false
    const restart = serialized(async (files) => {
      if (files.length > 0) say.note(`${files.map(shortPath).join(', ')} saved`)
      const started = await versions.replace()
      if (terminal.signal.aborted) return
      sayStarted(say, started)
      if (started.kind === 'failed' || isOpen) return
      isOpen = true
      await showPage(say, config, started.port, values.open)
      if (inspectPort !== null) say.note(`debugger 127.0.0.1:${inspectPort}`)
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
      await leases?.close()
      await standIns.stop()
    }
    return { exitCode: 0, lines: [], json: { stopped: true } }
  },
})

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port >= 1 && port <= MAX_PORT) return port
  throw wrongArguments(`--inspect: expected a port from 1 to ${MAX_PORT}, such as --inspect=9230`)
}

const MAX_PORT = 65_535

interface Speech {
  log(line: string): void
  /** console and stderr of the handlers */
  output(line: string): void
  attempt(report: AttemptReport): void
  note(text: string): void
  good(text: string): void
  bad(text: string): void
}

/** With --json, prints only the service's log. */
function speechOf({ isJson, say }: Terminal, isLocal: boolean): Speech {
  const mark = (text: string) => {
    if (!isJson) say(text)
  }
  let isHidden = false
  return {
    log(line) {
      say(isJson ? line.trimEnd() : logText(line.trimEnd()))
    },
    output(line) {
      if (isLocal) say(line)
      else if (!isHidden) {
        isHidden = true
        mark(
          '  A handler wrote to stdout or stderr. This output is not masked, and shown only with the local database and issuer.',
        )
      }
    },
    attempt(report) {
      const text = attemptText(report)
      if (text !== null) mark(text)
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
