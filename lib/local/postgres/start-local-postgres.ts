import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LocalPostgresMode } from '../../config/config.ts'
import { ReceiverError } from '../../errors.ts'
import { adoptServer } from './adopt-server.ts'
import { claimDataFolder } from './claim-data-folder.ts'
import { type DataFolder, findHome, type Home, linkHome, openDataFolder } from './data-folder.ts'
import { initCluster, removeDrafts, superuser } from './init-cluster.ts'
import { type KeptServer, keepRunning, runningServer } from './keep-running.ts'
import { launchServer } from './launch-server.ts'
import { modeOf } from './mode.ts'
import { readPassword } from './password-file.ts'
import { loopback } from './portable-files.ts'
import { findFreePort, launchPortable, stopLeftServer } from './portable-server.ts'
import { type Binaries, chownTree, prepareBinaries } from './prepare-binaries.ts'
import { findRunAs, type RunAs } from './run-as.ts'
import { serverArguments, serverPort } from './server-arguments.ts'
import { isSystemError } from './server-process.ts'
import { chooseSocketFolder, closeSocketFolder, openSocketFolder } from './socket-folder.ts'

export interface LocalPostgresOptions {
  /** created with mode 0700; used by one process at a time */
  readonly dataDir: string
  /** the instance that owns the data; default: none */
  readonly instanceId?: string
  /** PostgreSQL settings besides ours, such as `{ log_lock_waits: 'on' }` */
  readonly settings?: Readonly<Record<string, string>>
  /** reports each step in one line, without personal data */
  readonly onLine?: (line: string) => void
  /** default: native on Linux, else portable */
  readonly mode?: LocalPostgresMode
  /** false = use another account instead of a user namespace, if started as root */
  readonly allowNamespace?: boolean
}

/** Options of a pg pool. */
export interface LocalConnection {
  /** the folder of the Unix socket, or the address of loopback */
  readonly host: string
  readonly port: number
  readonly user: string
  readonly database: string
  /** only in portable mode */
  readonly password?: string
}

export interface LocalPostgres {
  readonly connection: LocalConnection
  /** former owners whose processes have died */
  readonly deadInstances: readonly string[]
  /** Ends all connections and the server, and writes everything to disk; can be called twice. */
  stop(): Promise<void>
}

/**
 * Runs the PostgreSQL server of the npm package for this machine, or adopts a killed predecessor's.
 * Durable: fsync and synchronous_commit are on. Errors: local_postgres, local_data_in_use.
 */
export async function startLocalPostgres(options: LocalPostgresOptions): Promise<LocalPostgres> {
  try {
    return await start(options)
  } catch (error) {
    if (!isSystemError(error)) throw error
    throw new ReceiverError(
      'local_postgres',
      `cannot run the local PostgreSQL with data folder ${options.dataDir}: ${error.message}; fix that, set DATA_DIR to another folder, or set DATABASE_URL`,
      { cause: error },
    )
  }
}

async function start(options: LocalPostgresOptions): Promise<LocalPostgres> {
  const mode = modeOf(options.mode ?? null)
  const data = await openDataFolder(options.dataDir)
  const claim = await claimDataFolder(data.path, options.instanceId ?? null, mode)
  try {
    const up = mode === 'native' ? startNative : startPortable
    const { server, place, afterStop } = await up(data, options)
    let stopped: Promise<void> | null = null
    async function stop(): Promise<void> {
      await server.stop()
      await afterStop()
      await claim.release()
    }
    return {
      connection: { ...place, user: superuser, database: 'postgres' },
      deadInstances: claim.deadInstances,
      stop() {
        stopped ??= stop()
        return stopped
      },
    }
  } catch (error) {
    await claim.release()
    throw error
  }
}

interface StartedServer {
  readonly server: KeptServer
  readonly place: Pick<LocalConnection, 'host' | 'port' | 'password'>
  afterStop(): Promise<void>
}

const say = () => undefined

async function startNative(
  data: DataFolder,
  { settings = {}, onLine = say, allowNamespace = true }: LocalPostgresOptions,
): Promise<StartedServer> {
  const { runAs, home, binaries } = await findPlace(data, allowNamespace)
  const socketFolder = chooseSocketFolder(home.folder, runAs.owner.uid, tmpdir())
  const args = serverArguments(home.cluster, socketFolder, settings)
  const command = runAs.command(binaries.postgres, args)
  const launch = async () => {
    await openSocketFolder(socketFolder, home.folder, runAs.owner)
    return runningServer(await launchServer(command, home.cluster, join(data.path, 'postgres.log')))
  }
  const place = { host: socketFolder, port: serverPort }
  const afterStop = () => closeSocketFolder(socketFolder)

  const adopted = await adoptServer(home.cluster, args)
  if (adopted !== null) {
    onLine(`adopted the local PostgreSQL that was left running (process ${adopted.pid})`)
    return { server: keepRunning(runningServer(adopted), launch, onLine), place, afterStop }
  }
  await prepareData({ data, runAs, home, binaries }, onLine)
  const launched = await launch()
  onLine(`local PostgreSQL ${binaries.majorVersion} runs as process ${launched.pid}`)
  return { server: keepRunning(launched, launch, onLine), place, afterStop }
}

async function startPortable(
  data: DataFolder,
  { settings = {}, onLine = say }: LocalPostgresOptions,
): Promise<StartedServer> {
  const { runAs, home, binaries } = await findPlace(data, false)
  const options = { cluster: home.cluster, pgCtl: binaries.pgCtl, runAs, settings }
  const left = await stopLeftServer(options)
  if (left !== null) onLine(`stopped the local PostgreSQL that was left running (process ${left})`)
  await prepareData({ data, runAs, home, binaries }, onLine)
  const password = await readPassword(home.folder)
  const port = await findFreePort()
  const launch = () => launchPortable(options, port)
  const launched = await launch()
  onLine(`local PostgreSQL ${binaries.majorVersion} runs as process ${launched.pid}`)
  return {
    server: keepRunning(launched, launch, onLine),
    place: { host: loopback, port, password },
    afterStop: async () => undefined,
  }
}

interface Place {
  readonly data: DataFolder
  readonly runAs: RunAs
  readonly home: Home
  readonly binaries: Binaries
}

async function findPlace(data: DataFolder, allowNamespace: boolean): Promise<Omit<Place, 'data'>> {
  const runAs = await findRunAs(data.dataOwner, allowNamespace)
  const home = await findHome(data.path, runAs)
  return { runAs, home, binaries: await prepareBinaries(home.folder, runAs) }
}

/** Creates the data if there are none. No server may run. */
async function prepareData(
  { data, runAs, home, binaries }: Place,
  onLine: (line: string) => void,
): Promise<void> {
  await removeDrafts(home.folder)
  if (home.dataVersion === null) {
    onLine(`creating local PostgreSQL data in ${home.cluster}`)
    await initCluster(home, binaries.initdb, runAs)
  }
  checkVersion(home, binaries)
  await linkHome(data.path, home)
  if (runAs.kind === 'account' && data.dataOwner === null) {
    await chownTree(home.cluster, runAs.owner)
  }
}

function checkVersion({ cluster, dataVersion }: Home, { majorVersion }: Binaries): void {
  if (dataVersion === null || dataVersion === majorVersion) return
  throw new ReceiverError(
    'local_postgres',
    `${cluster} was made by PostgreSQL ${dataVersion}, installed is ${majorVersion}; install the version of this project that made it, set DATA_DIR to another folder, or remove it if its data are not needed`,
  )
}
