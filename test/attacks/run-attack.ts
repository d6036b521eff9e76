import type { Attack } from './attack.ts'
import { type Exchange, exchange } from './raw-http.ts'
import type { Stage } from './stage.ts'

/** The result of an attack. It is judged after its refusal is stored. */
export interface Outcome extends Exchange {
  readonly attack: Attack
  readonly id: string
  readonly sent: string | Buffer
  /** calls that reached a server of the stage meanwhile */
  readonly outbound: number
  readonly kept: readonly KeptMessage[]
  /** no other attack was under way */
  readonly alone: boolean
  /** wall clock (ms) */
  readonly from: number
  readonly until: number
}

/** Attacks on one service. It has stopped since, so its refusals are stored. */
export interface Run {
  readonly outcomes: readonly Outcome[]
  /** every line that the service logged */
  readonly log: readonly string[]
  /** calls to the issuers meanwhile, and to the forbidden server */
  readonly calls: number
  readonly strangeCalls: number
  readonly tookMs: number
}

interface KeptMessage {
  readonly state: string
  readonly errorCode: string | null
}

/** One after the other, so that every call and message can be laid at one's door. */
export function runInTurn(stage: Stage, attacks: readonly Attack[], prefix: string): Promise<Run> {
  return measured(stage, () => inTurn(stage, attacks, prefix))
}

/** All at once, because some wait. Outgoing calls can be attributed only to all of them together. */
export function runTogether(
  stage: Stage,
  attacks: readonly Attack[],
  prefix: string,
): Promise<Run> {
  return measured(stage, () => together(stage, attacks, prefix))
}

async function measured(stage: Stage, run: () => Promise<Outcome[]>): Promise<Run> {
  const { issuer, attacker, instance } = stage
  const before = issuer.calls
  const began = performance.now()
  const outcomes = await run()
  const tookMs = performance.now() - began
  const calls = issuer.calls - before
  await stage.close()
  return { outcomes, log: instance.log, calls, strangeCalls: attacker.calls, tookMs }
}

async function inTurn(
  stage: Stage,
  attacks: readonly Attack[],
  prefix: string,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  let newest = await newestMessage(stage)
  for (const [index, attack] of attacks.entries()) {
    await nextMillisecond()
    const before = callsOf(stage)
    const sent = await send(stage, attack, `${prefix}-${index}`)
    const kept = await keptSince(stage, newest)
    newest = kept.at(-1)?.id ?? newest
    const outbound = callsOf(stage) - before
    // what the end of the connection causes belongs to it as well
    outcomes.push({ ...sent, kept, outbound, alone: true, until: Date.now() })
  }
  return outcomes
}

async function together(
  stage: Stage,
  attacks: readonly Attack[],
  prefix: string,
): Promise<Outcome[]> {
  const newest = await newestMessage(stage)
  const sending = attacks.map((attack, index) => send(stage, attack, `${prefix}-${index}`))
  const sent = await Promise.all(sending)
  const kept = await keptSince(stage, newest)
  return sent.map((one) => ({
    ...one,
    outbound: 0,
    kept: kept.filter(({ call }) => call === one.id),
    alone: false,
  }))
}

async function send({ instance, forge }: Stage, attack: Attack, id: string) {
  const from = Date.now()
  const sent = attack.bytes(forge, id)
  const came = await exchange(instance.url, sent, attack.trickleMs)
  return { ...came, attack, id, sent, from, until: Date.now() }
}

function callsOf({ issuer, attacker }: Stage): number {
  return issuer.calls + attacker.calls
}

const NIL = '00000000-0000-0000-0000-000000000000'

async function newestMessage(stage: Stage): Promise<string> {
  return (await keptSince(stage, NIL)).at(-1)?.id ?? NIL
}

async function keptSince({ bed, instance }: Stage, id: string) {
  const { rows } = await bed.db.query<KeptMessage & { id: string; call: string }>(
    `select id, state, error_code as "errorCode", correlation_id as call from message
     where instance_id = $1 and id > $2 order by id`,
    [instance.service.instanceId, id],
  )
  return rows
}

/** Refusals of invalid requests have no id and are identified by their time. */
async function nextMillisecond(): Promise<void> {
  const now = Date.now()
  while (Date.now() <= now) await new Promise((resolve) => setTimeout(resolve, 1))
}
