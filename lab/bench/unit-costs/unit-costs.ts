import { checkKept, waitUntilSettled } from '../arms/kept-messages.ts'
import { hammer } from '../load/run-load.ts'
import { type BenchDatabase, createDatabase } from '../stage/database.ts'
import type { Stage } from '../stage/open-stage.ts'
import { memoryOf } from '../stage/process-memory.ts'
import type { RunningServer } from '../stage/start-server.ts'
import { startService } from '../stage/start-service.ts'

/** The cost of one message of 3 KB with one event, recorded and handled by two handlers. */
export interface UnitCosts {
  readonly handlers: number
  /** messages that the costs were measured on */
  readonly messages: number
  /** write-ahead log (bytes), without full-page images: far from the last checkpoint */
  readonly walBytes: number
  /** with full-page images: right after a checkpoint, so the most that it can be */
  readonly walBytesAfterCheckpoint: number
  /** tables and indexes (bytes) */
  readonly diskBytes: number
  /** of which the tables with their large values */
  readonly tableBytes: number
  /** memory of the service (MB); null where the system does not tell */
  readonly restMb: number | null
  readonly peakMb: number | null
}

const HANDLERS = 2
const WARM_UP_SECONDS = 2
const SECONDS = 4

export async function measureUnitCosts(stage: Stage): Promise<UnitCosts> {
  const database = await createDatabase(stage, 'unit_costs')
  try {
    const options = { handlersDir: 'lab/bench/handlers/plain', profileFolder: null }
    const server = await startService(stage, database, options)
    try {
      return await measureOn(stage, database, server)
    } finally {
      await server.stop()
    }
  } finally {
    await database.drop()
  }
}

async function measureOn(
  stage: Stage,
  database: BenchDatabase,
  server: RunningServer,
): Promise<UnitCosts> {
  const rest = await memoryOf(server.process.pid)
  const url = `${server.origin}/http/successfactors/events`
  const order = { url, token: stage.token }
  const warmUp = await hammer({ ...order, seconds: WARM_UP_SECONDS, firstSequence: 0 })
  await waitUntilSettled(database)
  await database.run('create extension if not exists pg_walinspect')
  await database.run('checkpoint')

  const before = await readState(database)
  const load = await hammer({ ...order, seconds: SECONDS, firstSequence: warmUp.answers })
  await waitUntilSettled(database)
  const after = await readState(database)
  const wal = await walBetween(database, before.position, after.position)
  await checkKept(database, {
    answers: warmUp.answers + load.answers,
    handlers: HANDLERS,
    ran: true,
  })
  const peak = await memoryOf(server.process.pid)
  const perMessage = (bytes: number) => bytes / load.answers
  return {
    handlers: HANDLERS,
    messages: load.answers,
    walBytes: perMessage(wal.recordBytes),
    walBytesAfterCheckpoint: perMessage(wal.recordBytes + wal.imageBytes),
    diskBytes: perMessage(after.allBytes - before.allBytes),
    tableBytes: perMessage(after.tableBytes - before.tableBytes),
    restMb: rest?.nowMb ?? null,
    peakMb: peak?.peakMb ?? null,
  }
}

interface State {
  /** in the write-ahead log */
  position: string
  allBytes: number
  tableBytes: number
}

function readState(database: BenchDatabase): Promise<State> {
  return database.row<{ position: string; allBytes: number; tableBytes: number }>(`
    select pg_current_wal_flush_lsn()::text as position,
      sum(pg_total_relation_size(oid))::float8 as "allBytes",
      sum(pg_table_size(oid))::float8 as "tableBytes"
    from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`)
}

function walBetween(database: BenchDatabase, from: string, to: string) {
  return database.row<{ recordBytes: number; imageBytes: number }>(`
    select sum(record_size)::float8 as "recordBytes", sum(fpi_size)::float8 as "imageBytes"
    from pg_get_wal_stats('${from}', '${to}')`)
}
