import { Tally } from '../report/tally.ts'
import { BrokenPromise } from '../support/broken-promise.ts'
import { type Drawn, draw, smallest } from '../support/draw.ts'
import { type MemoryPoint, memoryPoint } from '../support/memory.ts'
import { partOrder, tellAlive, tellPoint, tellResult } from '../support/part-channel.ts'
import { checkDecoder } from './check-decoder.ts'
import { type DecoderInput, decoderInput } from './decoder-input.ts'
import { asCode } from './describe-input.ts'

const POINTS = 10

const { seed, count } = partOrder()
const tally = new Tally()
const points: MemoryPoint[] = []
let bytes = 0
const since = performance.now()
for (const drawn of draw(decoderInput, seed, count)) {
  tellAlive(drawn.place)
  await decode(drawn)
  if (tally.inputs * POINTS < count * (points.length + 1)) continue
  const point = await memoryPoint(tally.inputs)
  points.push(point)
  tellPoint(point)
}
tellResult({
  part: 'decoder',
  inputs: tally.inputs,
  accepted: tally.accepted,
  refused: tally.refused,
  slowestMs: tally.slowestMs,
  slowest: tally.slowest,
  points,
  seconds: (performance.now() - since) / 1_000,
  more: { 'bytes on average': Math.round(bytes / count) },
  violations: tally.violations(),
})

async function decode({ value, place }: Drawn<DecoderInput>): Promise<void> {
  tally.inputs += 1
  bytes += value.body.length
  try {
    const { code, ms } = checkDecoder(value)
    tally.timed(ms, () => `${value.what}, ${value.body.length} bytes, ${code ?? 'accepted'}`)
    if (code === null) tally.accepted += 1
    else tally.refuse(code)
  } catch (error) {
    if (!(error instanceof BrokenPromise)) throw error
    const { promise, message } = error
    if (!tally.isNews(promise)) return
    const least = await smallest(decoderInput, place, promise, checkDecoder)
    const example = asCode(least?.value ?? value)
    tally.broke({ promise, found: message, example, ...place, path: least?.path ?? place.path })
  }
}
