import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { makeTestRunFolder, removeDeadTestRuns } from '../../test/setup/test-run-folder.ts'
import { freePort } from '../../test/support/free-port.ts'
import { runChecks } from './checks.ts'
import { installedVersions, MissingPackage } from './debian-package.ts'
import { glewlwyd } from './glewlwyd/start-glewlwyd.ts'
import { lemonldap } from './lemonldap/start-lemonldap.ts'
import { tryPgbouncer } from './pgbouncer/try-pgbouncer.ts'
import { startReceiver } from './receiver.ts'
import { isHeld, tableLines } from './table.ts'
import type { Installable, Place, TokenServer } from './token-server.ts'
import { type Trial, trialsOf } from './trials.ts'

/** A server of others that Debian has, and what is tried with it. */
interface Candidate {
  /** the first one names it */
  readonly packages: readonly [string, ...string[]]
  /** @returns whether everything held */
  run(place: Place, parent: string): Promise<boolean>
}

const candidates: Readonly<Record<string, Candidate>> = {
  glewlwyd: tokenServer(glewlwyd),
  lemonldap: tokenServer(lemonldap),
  pgbouncer: { packages: ['pgbouncer'], run: (place) => runPgbouncer(place) },
}

const BROKEN = 1
const NOT_INSTALLED = 2
/** 128 + SIGINT, as shells have it */
const INTERRUPTED = 130

const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => stopping.abort())
}

/**
 * `npm run interop`: the service with token servers and a pooler that others wrote. Names of servers
 * run those alone, `--keep` leaves their files and logs until the next run.
 * @returns the exit code: 0 = everything held
 */
async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { keep: { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  const names = positionals.length === 0 ? Object.keys(candidates) : positionals
  await removeDeadTestRuns()
  const { parent } = await makeTestRunFolder()
  try {
    const chosen = names.map(candidateNamed)
    const versions = await installedVersions(chosen.flatMap(({ packages }) => packages))
    let held = true
    for (const { packages, run } of chosen) {
      const folder = path.join(parent, packages[0])
      await mkdir(folder, { mode: 0o700 })
      const version = versions.get(packages[0]) ?? ''
      const place = { version, folder, port: await freePort() }
      held = (await run(place, parent)) && held
    }
    say('', held ? 'everything held' : 'NOT everything held')
    return held ? 0 : BROKEN
  } catch (error) {
    if (stopping.signal.aborted) return INTERRUPTED
    say(error instanceof Error ? error.message : String(error))
    return error instanceof MissingPackage ? NOT_INSTALLED : BROKEN
  } finally {
    if (values.keep) say(`files and logs: ${parent}`)
    else await rm(parent, { recursive: true, force: true })
  }
}

function candidateNamed(name: string): Candidate {
  const candidate = candidates[name]
  if (candidate !== undefined) return candidate
  throw new Error(`expected ${Object.keys(candidates).join(' or ')}, got ${name}`)
}

function tokenServer({ packages, start }: Installable): Candidate {
  return {
    packages,
    run: async (place, parent) => tryServer(await start(place), parent),
  }
}

async function runPgbouncer(place: Place): Promise<boolean> {
  let held = true
  for await (const { title, checked } of tryPgbouncer(place, stopping.signal)) {
    say(...tableLines(title, checked))
    held = checked.every(isHeld) && held
  }
  return held
}

async function tryServer(server: TokenServer, parent: string): Promise<boolean> {
  try {
    let held = true
    for (const trial of trialsOf(server)) held = (await tryKind(server, trial, parent)) && held
    return held
  } finally {
    await server.stop()
  }
}

/** The service is started anew for each kind, so that nothing but this kind can have let a token in. */
async function tryKind(server: TokenServer, trial: Trial, parent: string): Promise<boolean> {
  stopping.signal.throwIfAborted()
  const environment = {
    TRUSTED_ISSUERS: JSON.stringify([trial.trusted]),
    DATA_DIR: path.join(parent, 'data'),
  }
  const receiver = await startReceiver(environment, parent, stopping.signal)
  try {
    const checked = await runChecks(receiver, trial)
    say(...tableLines(`${server.name}, ${trial.title}`, checked))
    return checked.every(isHeld)
  } finally {
    await receiver.stop()
  }
}

function say(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
}

process.exitCode = await main(process.argv.slice(2))
