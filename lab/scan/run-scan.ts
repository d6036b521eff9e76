import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Pool } from 'pg'
import type { Caller, Grant } from '../../lib/auth/caller.ts'
import { findRunAs } from '../../lib/local/postgres/run-as.ts'
import { startOperations } from '../../test/support/operations-bed.ts'
import type { TestInstance } from '../../test/support/test-service.ts'
import { takeBaseBackup } from './base-backup.ts'
import { type ByteScanner, createByteScanner, type Finding } from './byte-scanner.ts'
import { readOptions, type ScanOptions } from './options.ts'
import { plantPeople, valuesOf } from './planted-values.ts'
import { scanOpened } from './sealed-columns.ts'
import { copyKeys, openKeys, openStage, type Stage } from './stage.ts'
import { forgetAll, runTraffic, speaking } from './traffic.ts'

const OFFICER: Caller = {
  ...{ issuer: 'https://scan.example', clientId: 'page', tenant: 'scan', scopes: [] },
  ...{ person: true, user: 'officer@example.com', certificate: null },
  grants: new Set<Grant>(['Monitor', 'Forget']),
}

/** Results of the steps, by their sentence. */
type Judge = (promise: string, isKept: boolean, detail: string) => void

/**
 * `npm run scan`: plants random values in everything that the service stores, and looks for them on the
 * disk, before and after all people are forgotten, and after the database is restored.
 */
async function main({ values, keep }: ScanOptions): Promise<boolean> {
  const people = plantPeople(values)
  const planted = people.flatMap(valuesOf)
  const scanner = createByteScanner(planted)
  const broken: string[] = []
  const judge: Judge = (promise, isKept, detail) => {
    say(`${isKept ? 'kept  ' : 'BROKEN'} ${promise}: ${detail}`)
    if (!isKept) broken.push(promise)
  }
  const stage = await openStage(keep)
  try {
    const { bed, copiedKeys } = stage
    const instance = await bed.startInstance({ handlers: { speaking } })
    await runTraffic(bed, instance, people)
    say(`sent ${planted.length} values of ${people.length} people`)
    const missed = await findsClearText(stage)
    judge(
      'the scan finds clear text in a table and in the log',
      missed === '',
      missed || 'all found',
    )
    await takeBaseBackup(stage.primary, stage.backup, (await findRunAs(null, true)).owner)
    await copyKeys(bed, copiedKeys)
    await judgeDisk('before erasing', stage, instance, scanner, judge)
    await judgeReadable('the keys open all values before erasing', stage, scanner, planted, judge)
    await forgetEverybody(stage)
    await judgeDisk('after erasing', stage, instance, scanner, judge)
    await judgeUnreadable('the keys open no value after erasing', bed.db, stage, scanner, judge)
    await instance.stop()
    await judgeRestored(stage, scanner, planted, judge)
  } finally {
    await stage.close()
  }
  say(broken.length === 0 ? '\nevery promise was kept' : `\nBROKEN: ${broken.join('; ')}`)
  return broken.length === 0
}

/** Plants other people's values in clear text: a scan that finds nothing must be able to find something. */
async function findsClearText({ bed: { db }, primary }: Stage): Promise<string> {
  const planted = plantPeople(40).flatMap(valuesOf)
  await db.query('create table plain (note text)')
  await db.query('insert into plain select unnest($1::text[])', [planted])
  await db.query('checkpoint')
  const findings = await createByteScanner(planted).scanFolder(primary.data)
  await db.query('drop table plain')
  const missing = planted.length - new Set(findings.map(({ value }) => value)).size
  const inLog = findings.some(({ place }) => place.startsWith('pg_wal'))
  return missing === 0 && inLog ? '' : `${missing} values missing, in the log: ${inLog}`
}

async function judgeDisk(
  when: string,
  { bed, primary, postgresLog, backup }: Stage,
  instance: TestInstance,
  scanner: ByteScanner,
  judge: Judge,
): Promise<void> {
  await bed.db.query('checkpoint')
  const since = scanner.bytes
  const log = await readFile(postgresLog)
  const findings = [
    ...(await scanner.scanFolder(primary.data)),
    ...(await scanner.scanFolder(backup)),
    ...(await scanner.scanFolder(bed.keys.KEYS_DIR ?? '')),
    ...scanner.scan("PostgreSQL's log", log),
    ...scanner.scan('log of the service', Buffer.from(instance.log.join(''))),
  ]
  const read = `${Math.round((scanner.bytes - since) / 1e6)} MB read`
  judge(
    `no value is on the disk ${when}`,
    findings.length === 0 && log.length > 0,
    `${read}, ${summaryOf(findings)}`,
  )
}

async function judgeReadable(
  promise: string,
  { bed }: Stage,
  scanner: ByteScanner,
  planted: readonly string[],
  judge: Judge,
  { db, keys }: { readonly db: Pool; readonly keys: string } = {
    db: bed.db,
    keys: bed.keys.KEYS_DIR ?? '',
  },
): Promise<void> {
  const vault = await openKeys(bed, keys, db)
  const { opened, findings } = await scanOpened(db, vault, scanner)
  await vault.close()
  const found = new Set(findings.map(({ value }) => value))
  const missing = planted.filter((value) => !found.has(value))
  judge(promise, missing.length === 0, `${opened} opened, ${missing.length} values missing`)
}

async function judgeUnreadable(
  promise: string,
  db: Pool,
  { bed }: Stage,
  scanner: ByteScanner,
  judge: Judge,
): Promise<void> {
  const vault = await openKeys(bed, bed.keys.KEYS_DIR ?? '', db)
  const { opened, findings } = await scanOpened(db, vault, scanner)
  await vault.close()
  judge(promise, findings.length === 0, `${opened} opened, ${summaryOf(findings)}`)
}

async function forgetEverybody({ bed }: Stage): Promise<void> {
  const since = performance.now()
  const forgetting = { maxPerHour: Number.MAX_SAFE_INTEGER }
  const api = await startOperations(bed, { caller: OFFICER, forgetting })
  let count = 0
  await forgetAll(bed, async (subjectId) => {
    const reason = `request ${randomUUID()}`
    await api.post(`/subjects/${subjectId}/actions/forget`, { reason }).expect(202)
    count += 1
  })
  await api.stop()
  say(`forgot ${count} people in ${Math.round((performance.now() - since) / 1_000)} s`)
}

/** The earlier backup: with the key store as it is now, with a stolen earlier one, and with the service. */
async function judgeRestored(
  stage: Stage,
  scanner: ByteScanner,
  planted: readonly string[],
  judge: Judge,
): Promise<void> {
  const { bed, copiedKeys } = stage
  const db = await stage.restore()
  await judgeUnreadable('the keys open no value of the restored backup', db, stage, scanner, judge)
  // Shows that the backup has the values: keys of that time open them.
  const earlier = { db, keys: copiedKeys }
  await judgeReadable('earlier keys open the backup', stage, scanner, planted, judge, earlier)
  const { connection } = stage.restored
  const database = { kind: 'socket', ...connection, database: 'scan' } as const
  const instance = await bed.startInstance({ handlers: { speaking }, database })
  const { rows } = await db.query(`select
    (select count(*)::int from subject where kind = 'userId' and forgotten_at is null) as living,
    (select count(*)::int from delivery where state <> 'cancelled' and holds_place) as open`)
  await instance.stop()
  const { living, open } = rows[0]
  const detail = `${living} people not forgotten, ${open} open deliveries`
  judge('a start on the restored backup forgets again', living === 0 && open === 0, detail)
}

function summaryOf(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'none found'
  const places = Map.groupBy(findings, ({ place }) => path.normalize(place))
  const counts = [...places].map(([place, found]) => `${place} ${found.length}`)
  return `found in ${counts.slice(0, 10).join(', ')}`
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

process.exit((await main(readOptions(process.argv.slice(2)))) ? 0 : 1)
