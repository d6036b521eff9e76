import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { launchServer } from '../../lib/local/postgres/launch-server.ts'
import { serverArguments, serverPort } from '../../lib/local/postgres/server-arguments.ts'
import {
  isLiving,
  type ProcessIdentity,
  stopServer,
} from '../../lib/local/postgres/server-process.ts'
import { openSocketFolder } from '../../lib/local/postgres/socket-folder.ts'
import type { PostgresPrograms } from './postgres-cluster.ts'

const SETTINGS = {
  max_connections: '100',
  // These servers lose their processes and never their machine.
  fsync: 'off',
  wal_keep_size: '1GB',
  // In the data, so that a server that is killed leaves nothing behind in /dev/shm.
  dynamic_shared_memory_type: 'mmap',
  // A standby asks again soon.
  wal_retrieve_retry_interval: '100ms',
}

/** One server of a cluster, without automatic restart. */
export interface PostgresNode {
  readonly name: string
  /** the data */
  readonly data: string
  readonly socketPath: string
  readonly connection: { host: string; port: number; user: string; database: string }
  start(): Promise<void>
  /** a clean end */
  stop(): Promise<void>
  /** SIGKILL to each of its processes */
  kill(): Promise<void>
  /** SIGSTOP to each of its processes: it keeps its connections and does not answer */
  freeze(): Promise<void>
  thaw(): Promise<void>
  query<Row extends pg.QueryResultRow>(text: string, database?: string): Promise<Row[]>
}

export async function createNode(
  { runAs, binaries }: PostgresPrograms,
  folder: string,
  name: string,
): Promise<PostgresNode> {
  const home = join(folder, name)
  await mkdir(home, { mode: 0o711 })
  if (runAs.kind === 'account') await chmod(folder, 0o711)
  const data = join(home, 'data')
  const host = join(home, 'socket')
  const connection = { host, port: serverPort, user: 'postgres', database: 'postgres' }
  const command = runAs.command(binaries.postgres, serverArguments(data, host, SETTINGS))
  let server: ProcessIdentity | null = null

  const signal = async (name: NodeJS.Signals) => {
    if (server === null) return
    // The postmaster first: it starts no more processes then.
    send(server.pid, name)
    for (const pid of await childrenOf(server.pid)) send(pid, name)
  }
  return {
    name,
    data,
    socketPath: join(host, `.s.PGSQL.${serverPort}`),
    connection,
    async start() {
      await openSocketFolder(host, home, runAs.owner)
      server = await launchServer(command, data, join(folder, `${name}.postgres.log`))
    },
    async stop() {
      if (server === null) return
      await signal('SIGCONT')
      await stopServer(server)
      server = null
    },
    async kill() {
      if (server === null) return
      const children = await childrenOf(server.pid)
      send(server.pid, 'SIGKILL')
      for (const pid of children) send(pid, 'SIGKILL')
      while (await isLiving(server)) await setTimeout(10)
      server = null
    },
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    async query<Row extends pg.QueryResultRow>(text: string, database = 'postgres') {
      const client = new pg.Client({ ...connection, database })
      client.on('error', () => undefined)
      await client.connect()
      try {
        return (await client.query<Row>(text)).rows
      } finally {
        await client.end()
      }
    },
  }
}

/** Makes the data of a stopped node those of a standby of another one. */
export async function followPrimary(node: PostgresNode, primary: PostgresNode): Promise<void> {
  const { host, port, user } = primary.connection
  const settings = join(node.data, 'postgresql.auto.conf')
  const kept = (await readFile(settings, 'utf8'))
    .split('\n')
    .filter((line) => !line.startsWith('primary_conninfo'))
  const address = `host=${host} port=${port} user=${user} application_name=${node.name}`
  await writeFile(settings, [...kept, `primary_conninfo = '${address}'`, ''].join('\n'))
  await writeFile(join(node.data, 'standby.signal'), '')
}

export async function removeData(node: PostgresNode): Promise<void> {
  await rm(node.data, { recursive: true, force: true })
}

async function childrenOf(parent: number): Promise<number[]> {
  const found: number[] = []
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')
    const [, ppid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (Number(ppid) === parent) found.push(Number(name))
  }
  return found
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
