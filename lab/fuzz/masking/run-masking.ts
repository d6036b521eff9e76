import { Tally } from '../report/tally.ts'
import { type Drawn, draw } from '../support/draw.ts'
import { type MemoryPoint, memoryPoint } from '../support/memory.ts'
import { partOrder, tellAlive, tellPoint, tellResult } from '../support/part-channel.ts'
import { checkAttempt } from './check-attempt.ts'
import { type CheckedService, startCheckedService } from './check-service.ts'
import { type PlantedEvent, plantedEvent } from './planted-event.ts'

const POINTS = 10
/** So many of a hundred events go through the whole service, in messages of this size. */
const SERVICE_SHARE = 0.04
const BATCH = 20
/** Seeds of the events that the service gets. */
const SERVICE_SEED = 104_729

const { seed, count } = partOrder()
const tally = new Tally()
const points: MemoryPoint[] = []
const since = performance.now()
const throughService = Math.ceil(count * SERVICE_SHARE)

for (const drawn of draw(plantedEvent, seed, count - throughService)) {
  tellAlive(drawn.place)
  await attempt(drawn)
  if (tally.inputs * POINTS < count * (points.length + 1)) continue
  const point = await memoryPoint(tally.inputs)
  points.push(point)
  tellPoint(point)
}
const service = await startCheckedService()
await sendAll(service)
await service.close()
tellResult({
  part: 'masking',
  ...tally.figures(),
  points,
  seconds: (performance.now() - since) / 1_000,
  more: { 'through the service': throughService },
})

/** One attempt in this process. */
async function attempt(drawn: Drawn<PlantedEvent>): Promise<void> {
  const began = performance.now()
  await check(drawn, async (planted) => {
    const outcome = await checkAttempt(planted)
    if (outcome === 'completed') tally.accepted += 1
    else tally.refuse(`handler ${outcome === 'retry' ? 'throws' : 'rejects'}`)
  })
  tally.inputs += 1
  tally.timed(performance.now() - began, () => 'an attempt')
}

async function sendAll(service: CheckedService): Promise<void> {
  let batch: Drawn<PlantedEvent>[] = []
  for (const drawn of draw(plantedEvent, (seed + SERVICE_SEED) | 0, throughService)) {
    batch.push(drawn)
    tally.inputs += 1
    if (batch.length < BATCH && tally.inputs < count) continue
    tellAlive({ seed: drawn.place.seed, path: '0' })
    const sent = batch
    batch = []
    await check(sent[0] as Drawn<PlantedEvent>, () => service.check(sent.map(({ value }) => value)))
    tally.accepted += sent.length
  }
}

async function check(
  drawn: Drawn<PlantedEvent>,
  work: (planted: PlantedEvent) => Promise<void>,
): Promise<void> {
  try {
    await work(drawn.value)
  } catch (error) {
    // The names are invented.
    await tally.note(error, drawn, plantedEvent, checkAttempt, JSON.stringify)
  }
}
