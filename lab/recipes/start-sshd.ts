import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { settledOrTimeout } from '../../test/support/eventually.ts'
import { freePort } from '../../test/support/free-port.ts'

const run = promisify(execFile)
const INSTALLED = '/usr/sbin/sshd'
/** Debian's server, and the library that it needs beside those of every system. */
const PACKAGES = ['openssh-server', 'libwrap0']
/** Root cannot run it without changes of the system: this account exists everywhere. */
const ACCOUNT = 'daemon'

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
  const program = existsSync(INSTALLED) ? INSTALLED : await unpack(folder)
  const port = await freePort()
  const user = userInfo().uid === 0 ? ACCOUNT : userInfo().username
  const own = path.join(folder, 'run')
  const upload = path.join(own, 'upload')
  await mkdir(upload, { recursive: true })
  for (const name of ['host', 'user']) {
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path.join(own, name)])
  }
  const key = await readFile(path.join(own, 'user'), 'utf8')
  const config = path.join(own, 'sshd_config')
  await writeFile(config, configText(own, port))
  if (userInfo().uid === 0) await run('chown', ['-R', ACCOUNT, own])
  const child = spawn(...commandOf(program, ['-D', '-e', '-f', config]), {
    env: { LD_LIBRARY_PATH: await libraries(path.join(folder, 'root')) },
    stdio: 'ignore',
  })
  await settledOrTimeout(() => accepts(port), 'sshd to listen')
  const { stdout } = await run('ssh-keygen', ['-lf', path.join(own, 'host.pub')])
  const stop = async () => {
    await ended(child)
    await rm(folder, { recursive: true, force: true })
  }
  return { port, user, key, hostKey: stdout.split(' ')[1] ?? '', upload, stop }
}

async function unpack(folder: string): Promise<string> {
  await run('apt-get', ['download', ...PACKAGES], { cwd: folder })
  const root = path.join(folder, 'root')
  for (const file of await readdir(folder)) {
    if (file.endsWith('.deb')) await run('dpkg-deb', ['-x', path.join(folder, file), root])
  }
  return path.join(root, INSTALLED)
}

async function libraries(root: string): Promise<string> {
  const all = await readdir(root, { recursive: true }).catch(() => [])
  const folders = all.filter((file) => file.includes('.so')).map((file) => path.dirname(file))
  return [...new Set(folders)].map((folder) => path.join(root, folder)).join(':')
}

function commandOf(program: string, args: string[]): [string, string[]] {
  if (userInfo().uid !== 0) return [program, args]
  const account = [`--reuid=${ACCOUNT}`, `--regid=${ACCOUNT}`, '--clear-groups', '--']
  return ['setpriv', [...account, program, ...args]]
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

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const end = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await end
}
