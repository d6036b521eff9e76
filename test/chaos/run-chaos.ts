import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { startLocalAuthorizationServer } from '../../lib/local/authorization-server/start-local-authorization-server.ts'
import { startLocalPostgres } from '../../lib/local/postgres/start-local-postgres.ts'
import { freePort } from './free-port.ts'
import { type KillRunResult, runKills } from './kill-run.ts'

const KILLS = 25
const MESSAGES_PER_KILL = 400

/** `npm run chaos`: the service is killed again and again while it is sent to at full speed. */
async function main(): Promise<KillRunResult> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-chaos-'))
  const postgres = await startLocalPostgres({ dataDir })
  const authorizationServer = await startLocalAuthorizationServer({ dataDir, port: 0 })
  const { host, port, user, database } = postgres.connection
  const db = new pg.Pool({ ...postgres.connection, max: 2 })
  try {
    return await runKills({
      db,
      databaseUrl: `postgres://${user}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`,
      authorizationServer,
      port: await freePort(),
      kills: KILLS,
      messagesPerKill: MESSAGES_PER_KILL,
      onKill: (kill, acknowledged) =>
        console.log(`kill ${kill} of ${KILLS}, ${acknowledged} messages acknowledged so far`),
    })
  } finally {
    await db.end()
    await authorizationServer.close()
    await postgres.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

const result = await main()
console.table(result)
const broken = result.lost + result.unhandled + result.outOfOrder + result.unmarked
console.log(broken === 0 ? 'every acknowledged event was handled, in order' : 'BROKEN')
process.exitCode = broken === 0 ? 0 : 1
