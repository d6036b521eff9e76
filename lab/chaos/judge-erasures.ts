import { createReportSigner, verifyErasureReport } from '../../lib/encryption/erasure-report.ts'
import type { Vault } from '../../lib/encryption/vault.ts'
import { openTestVault } from '../../test/support/test-vault.ts'
import { createByteScanner, type Finding } from '../scan/byte-scanner.ts'
import { scanOpened } from '../scan/sealed-columns.ts'
import type { Forgetting } from './forget-somebody.ts'
import type { InstanceDeps } from './instance-environment.ts'
import { readNotified } from './notified-people.ts'
import { type People, type Person, valuesOf } from './people.ts'
import { readErasures, readForgottenEvents, type StoredErasure } from './stored-erasures.ts'

export interface ErasureVerdict {
  /** that were confirmed to the caller */
  readonly confirmed: number
  readonly finished: number
  /** confirmed or stored, and without one of their steps */
  readonly wrong: readonly string[]
  /** people whose erasure reached no handler */
  readonly notNotified: number
  readonly forgotten: number
  /** values that the keys open */
  readonly opened: number
  /** places where something readable of a forgotten person is left */
  readonly readable: readonly string[]
  /** values of other people that nothing opens any more */
  readonly lost: number
  /** places on the disk with clear text of a person */
  readonly onDisk: readonly string[]
}

export interface ErasuresToJudge {
  readonly forgettings: readonly Forgetting[]
  readonly people: People
  readonly trace: string
  /** of the databases and the key stores, and of the logs */
  readonly folders: readonly string[]
}

/** The handlers of the run with `onForgotten`. */
const NOTIFIED = 'leave-trace'

/** Compares the requests with the database, the ledger, the keys, the reports and the disk. */
export async function judgeErasures(
  { db, keys }: InstanceDeps,
  { forgettings, people, trace, folders }: ErasuresToJudge,
): Promise<ErasureVerdict> {
  const vault = await openTestVault(keys)
  try {
    const erasures = await readErasures(db)
    const known = new Set(erasures.map(({ id }) => id))
    const confirmed = forgettings.flatMap(({ actionId }) => actionId ?? [])
    const wrong = confirmed.filter((id) => !known.has(id)).map((id) => `${id} is not stored`)
    wrong.push(...(await wrongSteps(erasures, vault)))
    const { forgotten, others } = await peopleByState(people, await readForgottenEvents(db))
    const values = (of: readonly Person[]) => of.flatMap(valuesOf)
    const requested = new Set(forgettings.map(({ person }) => person))
    const unrequested = forgotten.filter((person) => !requested.has(person)).length
    if (unrequested > 0) wrong.push(`${unrequested} people are forgotten without a request`)
    const scanner = createByteScanner(values([...forgotten, ...others]))
    const { opened, findings } = await scanOpened(db, vault, scanner)
    const found = new Set(findings.map(({ value }) => value))
    const gone = new Set(values(forgotten))
    const onDisk: Finding[] = []
    for (const folder of folders) onDisk.push(...(await scanner.scanFolder(folder)))
    const isNotified = readNotified(trace)
    return {
      confirmed: confirmed.length,
      finished: erasures.filter(({ state }) => state === 'finished').length,
      wrong,
      notNotified: forgotten.filter(({ userId }) => !isNotified(userId)).length,
      forgotten: forgotten.length,
      opened,
      readable: placesOf(findings.filter(({ value }) => gone.has(value))),
      lost: values(others).filter((value) => !found.has(value)).length,
      onDisk: placesOf(onDisk),
    }
  } finally {
    await vault.close()
  }
}

/** Each broken promise in a sentence; none = all were kept. */
export function brokenByErasures(verdict: ErasureVerdict): string[] {
  const { wrong, notNotified: untold, readable, lost, onDisk } = verdict
  const counts: [number, string][] = [
    [wrong.length, 'erasures without one of their steps'],
    [untold, 'forgotten people whose erasure reached no handler'],
    [readable.length, 'places with readable data of forgotten people'],
    [lost, 'values of other people that cannot be read any more'],
    [onDisk.length, 'places on the disk with clear text'],
  ]
  const broken = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`)
  const examples = [wrong, readable, onDisk].flatMap((all) => all.slice(0, 5))
  return [...broken, ...examples.map((example) => `  ${example}`)]
}

async function wrongSteps(erasures: readonly StoredErasure[], vault: Vault): Promise<string[]> {
  const { store, installation } = vault
  const { publicKeys } = await createReportSigner(installation.key)
  const entries = await store.ledgerAfter(0, erasures.length + 1)
  const ledger = new Map(entries.map((entry) => [entry.requestId, entry]))
  const wrong: string[] = []
  if (entries.length !== erasures.length) {
    wrong.push(`${entries.length} entries in the ledger for ${erasures.length} erasures`)
  }
  for (const erasure of erasures) {
    const { id, state, cursor, subjectId, keyIds, report } = erasure
    if (state !== 'finished') wrong.push(`${id} is ${state} at ${cursor}`)
    const keyId = ledger.get(id)?.keyId ?? null
    if (keyId === null) wrong.push(`${id} has no entry with a key in the ledger`)
    const keys = await store.find([...keyIds, ...(keyId === null ? [] : [keyId])])
    const isDestroyed = keys.every((key) => key.state === 'destroyed' && key.wrapped === null)
    if (keys.length === 0 || !isDestroyed) wrong.push(`${id} has a key that is not destroyed`)
    const verified = await verifyErasureReport(report ?? '', publicKeys).catch(() => null)
    const isRight = verified?.requestId === id && verified.subjectId === subjectId
    if (!isRight) wrong.push(`${id} has no valid report`)
    else if (verified.handlersTold.join() !== NOTIFIED)
      wrong.push(`${id} told ${verified.handlersTold}`)
  }
  return wrong
}

/** @param states whether the person of an event is forgotten, by the event's id */
async function peopleByState(people: People, states: ReadonlyMap<string, boolean>) {
  const stored = people.all().map((person) => {
    const events = people.eventIdsOf(person).map((id) => states.get(id))
    return { person, isStored: events.includes(true) || events.includes(false), events }
  })
  const isForgotten = ({ events }: (typeof stored)[number]) => events.includes(true)
  const known = stored.filter(({ isStored }) => isStored)
  return {
    forgotten: known.filter(isForgotten).map(({ person }) => person),
    others: known.filter((one) => !isForgotten(one)).map(({ person }) => person),
  }
}

function placesOf(findings: readonly Finding[]): string[] {
  return [...Map.groupBy(findings, ({ place }) => place)].map(
    ([place, found]) => `${place}: ${found.length}`,
  )
}
