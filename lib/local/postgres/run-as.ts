import { readFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { ReceiverError } from '../../errors.ts'
import { type Command, runProgram } from './run-program.ts'

/**
 * How to run PostgreSQL, which refuses root and unknown users. `self`: as we are. `namespace`: in a
 * user namespace with the account's number, while we own the files. `account`: as another account,
 * which owns the data.
 */
export interface RunAs {
  readonly kind: 'self' | 'namespace' | 'account'
  /** owner of the data in the file system */
  readonly owner: { readonly uid: number; readonly gid: number }
  command(file: string, args: readonly string[]): Command
}

export interface RunAsChoice {
  readonly uid: number
  readonly gid: number
  /** false = a uid without an entry in passwd, as in some containers */
  readonly named: boolean
  readonly accounts: readonly Account[]
  /** account that owns the data of an earlier run, if not ours */
  readonly dataOwner: number | null
  namespaceAllowed(account: Account): Promise<boolean>
}

/** Errors: local_postgres if there is no way. */
export async function findRunAs(dataOwner: number | null, allowNamespace: boolean): Promise<RunAs> {
  // Windows has no numbers of users, and its programs give up an administrator's rights themselves.
  if (process.getuid === undefined) return runAsSelf({ uid: 0, gid: 0 })
  return chooseRunAs({
    uid: process.getuid(),
    gid: process.getgid?.() ?? 0,
    named: hasName(),
    accounts: await listAccounts(),
    dataOwner,
    async namespaceAllowed(account) {
      if (!allowNamespace) return false
      return (await runProgram(inNamespace(account, '/bin/sh', ['-c', 'exit 0']), 5_000)).ok
    },
  })
}

export async function chooseRunAs(choice: RunAsChoice): Promise<RunAs> {
  const { uid, gid, named, accounts, dataOwner } = choice
  const owner = { uid, gid }
  if (uid !== 0 && named) {
    return runAsSelf(owner)
  }
  const mapped = accounts[0]
  if (dataOwner === null && mapped !== undefined && (await choice.namespaceAllowed(mapped))) {
    return { kind: 'namespace', owner, command: (file, args) => inNamespace(mapped, file, args) }
  }
  const account = accounts.find((one) => dataOwner === null || one.uid === dataOwner)
  if (uid === 0 && account !== undefined) {
    const ids = { uid: account.uid, gid: account.gid }
    return { kind: 'account', owner: ids, command: (file, args) => ({ file, args, account: ids }) }
  }
  throw new ReceiverError(
    'local_postgres',
    `PostgreSQL runs neither as root nor as a user without a name (this is uid ${uid}), user namespaces are not allowed here, and there is no other account; start as an ordinary user or set DATABASE_URL`,
  )
}

function runAsSelf(owner: RunAs['owner']): RunAs {
  return { kind: 'self', owner, command: (file, args) => ({ file, args }) }
}

function inNamespace(account: Account, file: string, args: readonly string[]): Command {
  const map = ['-U', `--map-user=${account.uid}`, `--map-group=${account.gid}`]
  return { file: 'unshare', args: [...map, '--', file, ...args] }
}

function hasName(): boolean {
  try {
    return userInfo().username !== ''
  } catch {
    return false
  }
}

export interface Account {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

const preferred = ['postgres', 'nobody']

/** Accounts other than root, best candidates first. */
export async function listAccounts(): Promise<readonly Account[]> {
  return parseAccounts(await readFile('/etc/passwd', 'utf8').catch(() => ''))
}

/** Parses passwd(5). */
export function parseAccounts(passwd: string): readonly Account[] {
  const accounts = passwd
    .split('\n')
    .map((line) => line.split(':'))
    .filter(([, , uid, gid]) => /^\d+$/.test(uid ?? '') && /^\d+$/.test(gid ?? ''))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter(({ uid }) => uid !== 0)
  return accounts.toSorted((a, b) => rank(a) - rank(b))
}

function rank({ name }: Account): number {
  const place = preferred.indexOf(name)
  return place === -1 ? preferred.length : place
}
