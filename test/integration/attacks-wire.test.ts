import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Attack, asTheyAre, withGoodToken } from '../attacks/attack.ts'
import { authorizationAttacks } from '../attacks/authorization-headers.ts'
import { forgeKeys } from '../attacks/forge.ts'
import { framingAttacks } from '../attacks/framing.ts'
import { judge } from '../attacks/judge-outcome.ts'
import { keyServers, openKeyServers } from '../attacks/key-servers.ts'
import { otherBodyAttacks } from '../attacks/other-bodies.ts'
import { otherDoorAttacks } from '../attacks/other-doors.ts'
import { pathAttacks } from '../attacks/paths.ts'
import { leaksIn } from '../attacks/planted.ts'
import { requestLineAttacks } from '../attacks/request-lines.ts'
import { type Outcome, type Run, runInTurn, runTogether } from '../attacks/run-attack.ts'
import { SHORT_LIMITS, slowAttacks } from '../attacks/slow.ts'
import { openStage } from '../attacks/stage.ts'
import { type StoredRefusal, storedRefusals, strayRefusals } from '../attacks/stored-refusals.ts'
import { watchOutbound } from '../attacks/watch-outbound.ts'
import { xmlAttacks } from '../attacks/xml-bodies.ts'
import { testKey } from '../support/fake-issuer.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

type Group = readonly [name: string, attacks: readonly Attack[]]

const GROUPS: readonly Group[] = [
  ['Authorization', asTheyAre(authorizationAttacks)],
  ['paths', withGoodToken(pathAttacks)],
  ['other doors', otherDoorAttacks],
  ['request lines', requestLineAttacks],
  ['framing', framingAttacks],
  ['XML', withGoodToken(xmlAttacks)],
  ['other bodies', withGoodToken(otherBodyAttacks)],
]
/** Calls of one server of keys, while 20 s pass: tried again ever more seldom. */
const MOST_CALLS = 15
/** where every server of these tests is */
const LOOPBACK = /^http:\/\/127\.0\.0\.1:\d+$/

let bed: TestBed
let outbound: ReturnType<typeof watchOutbound>
const runs = new Map<string, Run>()
let serverCalls: readonly number[] = []
let refusals: readonly StoredRefusal[]

beforeAll(async () => {
  bed = await createTestBed()
  // Not before: the test bed fetches its tokens itself.
  outbound = watchOutbound()
  const keys = await forgeKeys()
  const hostile = await openKeyServers({ ...keys, weak: await testKey('weak', 1_024) })
  const waitingStage = await openStage(bed, keys, {
    also: hostile.issuers,
    config: { maxWaitMs: 5_000 },
  })
  const waiting = runTogether(waitingStage, hostile.attacks, 'keys')
  for (const [index, [name, attacks]] of GROUPS.entries()) {
    runs.set(name, await runInTurn(await openStage(bed, keys), attacks, `group-${index}`))
  }
  const slow = await openStage(bed, keys, { wire: SHORT_LIMITS })
  runs.set('slow', await runInTurn(slow, slowAttacks, 'slow'))
  runs.set('keys', await waiting)
  serverCalls = hostile.servers.map(({ calls }) => calls)
  await hostile.close()
  refusals = await storedRefusals(bed.db)
}, 180_000)
afterAll(async () => {
  outbound.stop()
  await bed.stop()
})

const numbered = (names: readonly string[]) => names.map((name, index) => [name, index] as const)
const namesOf = (attacks: readonly Attack[]) => attacks.map(({ name }) => name)
const judgeOne = (group: string, index: number) => {
  const run = runs.get(group) as Run
  judge(run.outcomes[index] as Outcome, refusals, run)
}

describe.each(GROUPS)('a call over the wire: %s', (group, attacks) => {
  it.each(numbered(namesOf(attacks)))('%s', (_name, index) => judgeOne(group, index))
})

describe('a call that never ends', () => {
  it.each(numbered(namesOf(slowAttacks)))('%s', (_name, index) => judgeOne('slow', index))
})

describe('a call whose key cannot be had', () => {
  it.each(numbered(keyServers.map(([name]) => name)))('%s', (_name, index) => {
    judgeOne('keys', index)
    expect(serverCalls[index]).toBeLessThanOrEqual(MOST_CALLS)
    const [answer] = (runs.get('keys') as Run).outcomes[index]?.answers ?? []
    expect(answer?.headers.get('retry-after')).toBe(answer?.status === 503 ? '10' : undefined)
  })
})

describe('all of them together', () => {
  it('leave no refusal but their own', () => {
    const outcomes = [...runs.values()].flatMap((run) => [...run.outcomes])
    expect(strayRefusals(refusals, outcomes)).toEqual([])
  })

  it('leave nothing in the log', () => {
    const lines = [...runs.values()].flatMap(({ log }) => log)
    expect(lines.flatMap((line) => leaksIn(line, ''))).toEqual([])
  })

  it('call only issuers', () => {
    expect([...runs.values()].filter(({ strangeCalls }) => strangeCalls > 0)).toEqual([])
    expect(outbound.origins.size).toBeGreaterThan(0)
    expect([...outbound.origins].filter((origin) => !LOOPBACK.test(origin))).toEqual([])
  })

  it('change no prototype', () => {
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})
