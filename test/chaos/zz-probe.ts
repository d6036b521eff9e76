import { mkdtemp, writeFile, copyFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { createRandom } from '../../lib/local/connector/seeded-random.ts'
import { fetchToken } from '../support/fetch-token.ts'
import { startFleet } from './fleet.ts'
import { startPacedLoad } from './paced-load.ts'
import { openStage } from './stage.ts'
import { instanceEnvironment } from './surroundings.ts'
import { planCall } from './traffic.ts'

const stage = await openStage()
const folder = await mkdtemp('/tmp/chaos-probe-')
const s = await stage.open('probe')
const trace = path.join(folder, 'trace.jsonl')
await writeFile(trace, '')
const token = await fetchToken(s.authorizationServer, 'successfactors')
const fleet = await startFleet(1, { ...instanceEnvironment(s, 'storm', trace), LOG_LEVEL: 'warn' }, folder)
const random = createRandom(3)
const t0 = performance.now()
const log = (l: string) => console.log(((performance.now() - t0) / 1000).toFixed(1), new Date().toISOString(), l)
const load = startPacedLoad({ urls: fleet.urls, token, perSecond: 20, plan: () => planCall(random), random, onSilence: (ms) => log(`silence ${ms}`) })
try {
  for (let round = 1; round <= 6; round += 1) {
    for (const kind of ['immediate stop', 'SIGKILL', 'fast stop'] as const) {
      await setTimeout(500 + Math.random() * 2500)
      log(`${kind} ...`)
      await stage.postgres.restart(kind)
      log(`${kind} back`)
    }
    await setTimeout(3000)
    log(JSON.stringify(load.figures()))
  }
} finally {
  await load.stop()
  log(JSON.stringify(load.figures()))
  await fleet.stop()
  await copyFile(path.join(folder, 'instance-1.log'), '/tmp/chaos-out/probe.log')
  await stage.close()
}
process.exit(0)
