import { Tally } from '../report/tally.ts'
import { type Drawn, draw } from '../support/draw.ts'
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
  ...tally.figures(),
  points,
  seconds: (performance.now() - since) / 1_000,
  more: { 'bytes on average': Math.round(bytes / count) },
})

async function decode(drawn: Drawn<DecoderInput>): Promise<void> {
  const { value } = drawn
  tally.inputs += 1
  bytes += value.body.length
  try {
    const { code, ms } = checkDecoder(value)
    tally.timed(ms, () => `${value.what}, ${value.body.length} bytes, ${code ?? 'accepted'}`)
    if (code === null) tally.accepted += 1
    else tally.refuse(code)
  } catch (error) {
    await tally.note(error, drawn, decoderInput, checkDecoder, asCode)
  }
}
