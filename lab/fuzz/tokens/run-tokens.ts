import fc from 'fast-check'
import { Tally } from '../report/tally.ts'
import { atATime, take } from '../support/at-a-time.ts'
import { type Drawn, draw } from '../support/draw.ts'
import { type MemoryPoint, memoryPoint } from '../support/memory.ts'
import { partOrder, tellAlive, tellPoint, tellResult } from '../support/part-channel.ts'
import { openIntrospection, type Question, question } from './check-introspection.ts'
import { checkToken, type Verdict } from './check-token.ts'
import { OUTAGES, openTokenBench } from './token-bench.ts'
import { type TokenPlan, tokenPlan } from './token-plan.ts'

type Input = { readonly plan: TokenPlan } | { readonly question: Question }

const POINTS = 10
/** More calls than may wait for a key: the others must be refused at once. */
const AT_A_TIME = 200

const input: fc.Arbitrary<Input> = fc.oneof(
  { arbitrary: fc.record({ plan: tokenPlan }), weight: 9 },
  { arbitrary: fc.record({ question }), weight: 1 },
)

const { seed, count } = partOrder()
const tally = new Tally()
const points: MemoryPoint[] = []
const since = performance.now()
const bench = await openTokenBench()
const introspection = openIntrospection()
let questions = 0
const inputs = draw(input, seed, count)
for (let part = 1; part <= POINTS; part++) {
  const share = Math.round((count * part) / POINTS) - tally.inputs
  // in every second part, so that the ones between show the way back
  const kind = part % 2 === 0 ? OUTAGES[part / 2 - 1] : undefined
  const outage = kind === undefined ? null : bench.takeOut(kind)
  await atATime(AT_A_TIME, take(inputs, share), present)
  await outage
  const point = await memoryPoint(tally.inputs)
  points.push(point)
  tellPoint(point)
}
const { most, allowed } = bench.fetches()
if (most > allowed)
  brokeBound('keys are fetched once a cooldown', `${most} fetches, not ${allowed}`)
if (introspection.calls() > questions) {
  brokeBound('an issuer is asked once about a token', `${introspection.calls()} calls`)
}
introspection.close()
await bench.close()
tellResult({
  part: 'tokens',
  ...tally.figures(),
  points,
  seconds: (performance.now() - since) / 1_000,
  more: {
    'key fetches of one issuer': `${most} of ${allowed}`,
    'introspection calls': `${introspection.calls()} of ${questions}`,
  },
})

function check(given: Input): Promise<Verdict> {
  if ('plan' in given) return checkToken(bench, given.plan)
  questions += 1
  return introspection.check(given.question)
}

async function present(drawn: Drawn<Input>): Promise<void> {
  const { value, place } = drawn
  tally.inputs += 1
  tellAlive(place)
  try {
    const { code, ms } = await check(value)
    const kind = 'plan' in value ? value.plan.kind : 'introspection'
    tally.timed(ms, () => `${kind}, ${code ?? 'accepted'}`)
    if (code === null) tally.accepted += 1
    else tally.refuse(code)
  } catch (error) {
    await tally.note(error, drawn, input, check, JSON.stringify)
  }
}

function brokeBound(promise: string, found: string): void {
  if (tally.isNews(promise))
    tally.broke({ promise, found, example: 'the whole run', seed, path: '' })
}
