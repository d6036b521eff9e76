import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { migrateDatabase } from '../filled/fill-database.ts'
import { circumstances } from '../report/circumstances.ts'
import { table } from '../report/markdown-table.ts'
import { createDatabase } from '../stage/database.ts'
import { openStage, type Stage } from '../stage/open-stage.ts'
import { fillKeys } from './fill-keys.ts'
import { createKeyPlace, KEY_STORES, type KeyStoreKind } from './key-places.ts'
import { type LookUps, measureLookUps } from './measure-look-ups.ts'
import { EVENTS, EVENTS_PER_CALL, measureService, type ServiceFigures } from './measure-service.ts'

interface Figures extends LookUps, ServiceFigures {
  readonly kind: KeyStoreKind
  readonly keys: number
  readonly storeMb: number
}

/** More than that between few and many keys means that something grows with them. */
const MOST_GROWTH_MB = 96

/** `npm run bench:keys`: key stores with few and with many keys, and a service that uses them. */
async function runKeys(stage: Stage, counts: readonly number[]): Promise<boolean> {
  const [load = 0] = loadavg()
  const facts = await circumstances(stage.settings, load)
  const all: Figures[] = []
  for (const kind of KEY_STORES) {
    for (const count of counts) all.push(await measure(stage, kind, count))
  }
  console.log(`\n${facts.join('\n')}\n\n${report(all)}\n`)
  const broken = KEY_STORES.flatMap((kind) => grown(all.filter((one) => one.kind === kind)))
  for (const line of broken) console.log(`BROKEN ${line}`)
  return broken.length === 0
}

async function measure(stage: Stage, kind: KeyStoreKind, count: number): Promise<Figures> {
  const name = `keys_${kind}_${count}`
  const keys = await createKeyPlace(stage, kind, name)
  const database = await createDatabase(stage, `${name}_events`)
  try {
    await migrateDatabase(database)
    const since = performance.now()
    await fillKeys(keys, database, count)
    console.log(`${kind}: ${count} keys after ${Math.round((performance.now() - since) / 1_000)} s`)
    const lookUps = await measureLookUps(keys, database)
    const service = await measureService(stage, database, keys, count)
    return { kind, keys: count, storeMb: await keys.sizeMb(), ...lookUps, ...service }
  } finally {
    await database.drop()
    await keys.remove()
  }
}

function grown(figures: readonly Figures[]): string[] {
  const [few, many] = [figures[0], figures.at(-1)]
  if (few === undefined || many === undefined) return []
  const growth = many.peakMb - few.peakMb
  if (growth <= MOST_GROWTH_MB) return []
  return [`${many.kind}: ${growth.toFixed(0)} MB more with ${many.keys} keys`]
}

function report(all: readonly Figures[]): string {
  const ms = (value: number) => value.toFixed(value < 10 ? 2 : 0)
  const row = (name: string, value: (of: Figures) => string) => [name, ...all.map(value)]
  const columns = all.map(({ kind, keys }) => `${kind}, ${keys.toLocaleString('en')}`)
  return table(
    ['', ...columns],
    [
      row('key store on disk (MB)', ({ storeMb }) => storeMb.toFixed(0)),
      row('look-up of one key, p50 / p95 (ms)', (of) => `${ms(of.oneP50Ms)} / ${ms(of.oneP95Ms)}`),
      row(
        'look-up of 100 keys, p50 / p95 (ms)',
        (of) => `${ms(of.manyP50Ms)} / ${ms(of.manyP95Ms)}`,
      ),
      row('start of the service (ms)', (of) => ms(of.startMs)),
      row('memory of the service after its start (MB)', (of) => of.startMb.toFixed(0)),
      row(`after ${EVENTS / 2} events (MB)`, (of) => of.halfMb.toFixed(0)),
      row(`after ${EVENTS} events (MB)`, (of) => of.endMb.toFixed(0)),
      row('at most (MB)', (of) => of.peakMb.toFixed(0)),
      row(
        `call with ${EVENTS_PER_CALL} events, p50 / p95 (ms)`,
        (of) => `${ms(of.callP50Ms)} / ${ms(of.callP95Ms)}`,
      ),
    ],
  )
}

const { values } = parseArgs({ options: { counts: { type: 'string', default: '10000,1000000' } } })
const stage = await openStage()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stage.close().finally(() => process.exit(130)))
}
const isBounded = await runKeys(stage, values.counts.split(',').map(Number)).finally(stage.close)
process.exit(isBounded ? 0 : 1)
