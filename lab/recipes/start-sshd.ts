import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { acceptsConnections } from '../../test/support/accepts-connections.ts'
import { settledOrTimeout } from '../../test/support/eventually.ts'
import { freePort } from '../../test/support/free-port.ts'
import { accountName, ended, handOver, underAccount, unpackPackages } from './debian-program.ts'

const run = promisify(execFile)
const INSTALLED = '/usr/sbin/sshd'
/** Debian's server, and the library that it needs beside those of every system. */
const PACKAGES = ['openssh-server', 'libwrap0']

export interface SftpServer {
  readonly port: number
  readonly user: string
  readonly key: string
  /** such as `SHA256:…` */
  readonly hostKey: string
  readonly upload: string
  stop(): Promise<void>
}

/** Starts OpenSSH's server for SFTP alone: the installed one, or Debian's in a temporary folder. */
export async function startSshd(): Promise<SftpServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-sshd-'))
  await chmod(folder, 0o755)
  const program = existsSync(INSTALLED)
    ? INSTALLED
    : path.join(await unpackPackages(PACKAGES, folder), INSTALLED)
  const port = await freePort()
  const user = accountName()
  const own = path.join(folder, 'run')
  const upload = path.join(own, 'upload')
  await mkdir(upload, { recursive: true })
  for (const name of ['host', 'user']) {
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path.join(own, name)])
  }
  const key = await readFile(path.join(own, 'user'), 'utf8')
  const config = path.join(own, 'sshd_config')
  await writeFile(config, configText(own, port))
  await handOver(own)
  const child = spawn(...underAccount(program, ['-D', '-e', '-f', config]), {
    env: { LD_LIBRARY_PATH: await libraries(path.join(folder, 'root')) },
    stdio: 'ignore',
  })
  await settledOrTimeout(() => acceptsConnections(port), 'sshd to listen')
  const { stdout } = await run('ssh-keygen', ['-lf', path.join(own, 'host.pub')])
  const stop = async () => {
    await ended(child)
    await rm(folder, { recursive: true, force: true })
  }
  return { port, user, key, hostKey: stdout.split(' ')[1] ?? '', upload, stop }
}

async function libraries(root: string): Promise<string> {
  const all = await readdir(root, { recursive: true }).catch(() => [])
  const folders = all.filter((file) => file.includes('.so')).map((file) => path.dirname(file))
  return [...new Set(folders)].map((folder) => path.join(root, folder)).join(':')
}

function configText(own: string, port: number): string {
  return `ListenAddress 127.0.0.1
Port ${port}
HostKey ${own}/host
AuthorizedKeysFile ${own}/user.pub
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
Subsystem sftp internal-sftp
ForceCommand internal-sftp
`
}
