// A program of its own, started with fork. Arguments: peer, place as JSON. Sends a PeerRun at its end.
import { setTimeout as delay } from 'node:timers/promises'
import { messageText } from '../load/message-template.ts'
import {
  measuredPartBegins,
  type OpenPeer,
  type Peer,
  type PeerJob,
  type PeerPlace,
  type PeerRun,
} from './peer.ts'
import { openCap } from './queues/cap.ts'
import { openGraphileWorker } from './queues/graphile-worker.ts'
import { openPgBoss } from './queues/pg-boss.ts'

const queues: Readonly<Record<string, OpenPeer>> = {
  cap: openCap,
  'pg-boss': openPgBoss,
  'graphile-worker': openGraphileWorker,
}

const JOBS = 2_000
const KEYS = 500
const ADDED_AT_A_TIME = 100
const LIMIT_MS = 60_000
const ORDER_KEY = 'order'
const ORDER_JOBS = 4

const [name = '', place = ''] = process.argv.slice(2)
const open = queues[name]
if (open === undefined) throw new Error(`expected a peer, got '${name}'`)
const run = await measure(await open(JSON.parse(place) as PeerPlace))
process.send?.(run, () => process.exit(0))

async function measure(peer: Peer): Promise<PeerRun> {
  const succeeded: PeerJob[] = []
  let failures = 0
  for (let number = 1; number <= ORDER_JOBS; number += 1) {
    await peer.add({ key: ORDER_KEY, number, body: '' })
  }
  await peer.work(async (job) => {
    if (job.key === ORDER_KEY && job.number === 1 && failures === 0) {
      failures += 1
      throw new Error('the first job of the key fails once')
    }
    succeeded.push(job)
  })
  await until(() => succeeded.length >= ORDER_JOBS)
  const order = succeeded.splice(0).map(({ number }) => number)
  process.send?.(measuredPartBegins)
  const { perSecond, cpuUs } = await addAndRunAll(peer, () => succeeded.length)
  return {
    succeeded: order,
    jobs: JOBS,
    keys: KEYS,
    perSecond,
    cpuUs,
    outOfOrder: countOutOfOrder(succeeded),
  }
}

async function addAndRunAll(peer: Peer, done: () => number) {
  const cpuBefore = process.cpuUsage()
  const startedAt = performance.now()
  let next = 1
  const addInTurn = async () => {
    while (next <= JOBS) {
      const number = next++
      await peer.add({ key: `key-${number % KEYS}`, number, body: messageText })
    }
  }
  await Promise.all(Array.from({ length: ADDED_AT_A_TIME }, addInTurn))
  await until(() => done() >= JOBS)
  const cpu = process.cpuUsage(cpuBefore)
  return {
    perSecond: (JOBS * 1_000) / (performance.now() - startedAt),
    cpuUs: (cpu.user + cpu.system) / JOBS,
  }
}

async function until(condition: () => boolean): Promise<void> {
  const limit = performance.now() + LIMIT_MS
  while (!condition()) {
    if (performance.now() > limit) throw new Error(`${name}: jobs did not end in time`)
    await delay(5)
  }
}

/** Jobs of one key are added at about the same time only if there are more adders than keys. */
function countOutOfOrder(jobs: readonly PeerJob[]): number {
  const latest = new Map<string, number>()
  let count = 0
  for (const { key, number } of jobs) {
    if (number < (latest.get(key) ?? 0)) count += 1
    latest.set(key, Math.max(number, latest.get(key) ?? 0))
  }
  return count
}
