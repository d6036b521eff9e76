import { readFile } from 'node:fs/promises'

export interface Account {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

const preferred = ['postgres', 'nobody']

/** Accounts of the machine other than root, the ones that suit a server first. */
export async function listAccounts(): Promise<readonly Account[]> {
  return parseAccounts(await readFile('/etc/passwd', 'utf8').catch(() => ''))
}

/** Reads lines of passwd(5). */
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
