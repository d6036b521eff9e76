import {
  type LocalPostgresOptions,
  startLocalPostgres,
} from '../../lib/local/postgres/start-local-postgres.ts'

// A service in small: started by the tests with options as JSON, killed by them. Its last line on
// stdout is `ready <connection>` or `error <code> <message>`.
const options = JSON.parse(process.argv[2] ?? '') as LocalPostgresOptions
try {
  const server = await startLocalPostgres({
    ...options,
    onLine: (line) => process.stdout.write(`${line}\n`),
  })
  process.once('SIGTERM', () => void server.stop().then(() => process.exit(0)))
  setInterval(() => undefined, 60_000)
  process.stdout.write(`ready ${JSON.stringify(server.connection)}\n`)
} catch (error) {
  const { code, message } = error as Error & { code?: string }
  process.stdout.write(`error ${code} ${message}\n`)
}
