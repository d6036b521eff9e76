import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { acceptsConnections } from '../../test/support/accepts-connections.ts'
import { settledOrTimeout } from '../../test/support/eventually.ts'
import { freePort } from '../../test/support/free-port.ts'
import { SERVER_CERTIFICATE, SERVER_KEY } from '../../test/support/server-certificates.ts'
import { ended, handOver, underAccount, unpackPackages } from './debian-program.ts'

const ERLANG = '/usr/lib/erlang'
const SERVER = '/usr/lib/rabbitmq/bin/rabbitmq-server'
const ERLANG_PACKAGES = [
  ...['base', 'asn1', 'crypto', 'eldap', 'ftp', 'inets', 'mnesia', 'os-mon', 'parsetools'],
  ...['public-key', 'runtime-tools', 'snmp', 'ssl', 'syntax-tools', 'tftp', 'tools', 'xmerl'],
]
const PACKAGES = ['rabbitmq-server', ...ERLANG_PACKAGES.map((name) => `erlang-${name}`)]
const START_MS = 60_000

export interface Rabbitmq {
  /** with TLS, for `localhost` */
  readonly port: number
  readonly plainPort: number
  readonly user: string
  readonly password: string
  /** takes every message */
  readonly queue: string
  /** has no room */
  readonly fullQueue: string
  stop(): Promise<void>
}

/** Starts RabbitMQ with AMQP 1.0: the installed one, or Debian's in a temporary folder. */
export async function startRabbitmq(password: string): Promise<Rabbitmq> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-rabbitmq-'))
  await chmod(folder, 0o755)
  const root = existsSync(SERVER) ? '' : await unpack(folder)
  const [port, plainPort, mapperPort, clusterPort] = await Promise.all([1, 2, 3, 4].map(freePort))
  const broker = { port: port ?? 0, plainPort: plainPort ?? 0, user: 'receiver', password }
  const own = path.join(folder, 'run')
  await mkdir(own)
  const files = filesOf(own, broker)
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(own, name), text)
  await handOver(own)
  const bin = path.join(root, ERLANG, 'bin')
  const env = {
    ...{ HOME: own, PATH: `${bin}:/usr/bin:/bin`, LANG: 'C.UTF-8' },
    ...{ ERL_EPMD_PORT: String(mapperPort), ERL_EPMD_ADDRESS: '127.0.0.1' },
    ...{ RABBITMQ_NODENAME: 'recipes@localhost', RABBITMQ_DIST_PORT: String(clusterPort) },
    ...{ RABBITMQ_MNESIA_BASE: `${own}/data`, RABBITMQ_LOG_BASE: `${own}/log` },
    ...{ RABBITMQ_PID_FILE: `${own}/pid`, RABBITMQ_CONF_ENV_FILE: `${own}/none` },
    ...{ RABBITMQ_CONFIG_FILE: `${own}/rabbitmq` },
    ...{ RABBITMQ_ENABLED_PLUGINS_FILE: `${own}/enabled_plugins` },
  }
  const start = (program: string, args: readonly string[]) =>
    spawn(...underAccount(program, args), { cwd: own, env, stdio: 'ignore' })
  // Otherwise the server starts one that survives it.
  const mapper = start(path.join(bin, 'epmd'), [])
  await settledOrTimeout(() => acceptsConnections(mapperPort ?? 0), 'epmd to listen')
  const server = start(path.join(root, SERVER), [])
  const stop = async () => {
    await ended(server)
    await ended(mapper)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const isUp = async () =>
      (await acceptsConnections(broker.port)) && (await acceptsConnections(broker.plainPort))
    await settledOrTimeout(isUp, 'RabbitMQ to listen', START_MS)
  } catch (error) {
    await stop()
    throw error
  }
  return { ...broker, queue: '/amq/queue/hires', fullQueue: '/amq/queue/full', stop }
}

/** @returns the folder that stands for `/` */
async function unpack(folder: string): Promise<string> {
  const root = await unpackPackages(PACKAGES, folder)
  // The program names its place.
  const file = path.join(root, ERLANG, 'bin/erl')
  const text = await readFile(file, 'utf8')
  await writeFile(file, text.replaceAll(`ROOTDIR=${ERLANG}`, `ROOTDIR=${root}${ERLANG}`))
  return root
}

type Broker = Pick<Rabbitmq, 'port' | 'plainPort' | 'user' | 'password'>

function filesOf(own: string, { port, plainPort, user, password }: Broker) {
  const queue = (name: string, limits: object) => ({
    ...{ name, vhost: '/', durable: true, auto_delete: false, arguments: limits },
  })
  const definitions = {
    users: [{ name: user, password, tags: '' }],
    vhosts: [{ name: '/' }],
    // It creates nothing: an unknown address is an error.
    permissions: [{ user, vhost: '/', configure: '', write: '.*', read: '.*' }],
    queues: [
      queue('hires', {}),
      queue('full', { 'x-max-length': 0, 'x-overflow': 'reject-publish' }),
    ],
  }
  return {
    'rabbitmq.conf': `listeners.tcp.1 = 127.0.0.1:${plainPort}
listeners.ssl.1 = 127.0.0.1:${port}
ssl_options.certfile = ${own}/certificate.pem
ssl_options.keyfile = ${own}/key.pem
ssl_options.verify = verify_none
load_definitions = ${own}/definitions.json
`,
    enabled_plugins: '[rabbitmq_amqp1_0].\n',
    'definitions.json': JSON.stringify(definitions),
    'certificate.pem': SERVER_CERTIFICATE,
    'key.pem': SERVER_KEY,
  }
}
