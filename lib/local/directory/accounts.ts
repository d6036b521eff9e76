import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'

/** A person's account; dates are `YYYY-MM-DD`, null = unlimited. */
export interface Account {
  readonly userId: string
  readonly activeFrom: string | null
  readonly activeUntil: string | null
  readonly managerId: string | null
}

export interface Accounts {
  find(userId: string): Account | null
  list(): Account[]
  /** Resolves when the file is written. */
  save(account: Account): Promise<void>
}

/** Limit: drops the account with the oldest change. */
const MAX_ACCOUNTS = 10_000

/** The accounts, in memory and in a file. */
export async function openAccounts(file: string): Promise<Accounts> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  const accounts = new Map<string, Account>()
  for (const account of await readAccounts(file)) keep(accounts, account)
  await writeFile(file, linesOf([...accounts.values()]), { mode: 0o600 })
  let written: Promise<void> = Promise.resolve()
  return {
    find: (userId) => accounts.get(userId) ?? null,
    list: () => [...accounts.values()],
    save(account) {
      keep(accounts, account)
      const write = () => appendFile(file, linesOf([account]))
      written = written.then(write, write)
      return written
    },
  }
}

function keep(accounts: Map<string, Account>, account: Account): void {
  accounts.delete(account.userId)
  accounts.set(account.userId, account)
  const [oldest] = accounts.keys()
  if (accounts.size > MAX_ACCOUNTS && oldest !== undefined) accounts.delete(oldest)
}

function linesOf(accounts: readonly Account[]): string {
  return accounts.map((account) => `${JSON.stringify(account)}\n`).join('')
}

/** Skips a line that a killed process wrote only partly. */
async function readAccounts(file: string): Promise<Account[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as Account]
    } catch {
      return []
    }
  })
}

/** The directory's answer; `account` is to be stored. */
export interface Change {
  readonly status: 200 | 201 | 404 | 422
  readonly account: Account | null
}

const day = z.iso.date().nullable()
const changeSchema = z
  .strictObject({ activeFrom: day, activeUntil: day, managerId: z.string().min(1).nullable() })
  .partial()

/**
 * PUT opens or reopens an account, PATCH changes one. Pure.
 * 404 = no such account, 422 = invalid body.
 */
export function changeAccount(
  method: 'PUT' | 'PATCH',
  userId: string,
  present: Account | null,
  body: unknown,
): Change {
  const parsed = changeSchema.safeParse(body)
  if (!parsed.success) return { status: 422, account: null }
  if (method === 'PATCH' && present === null) return { status: 404, account: null }
  const { activeFrom, activeUntil, managerId } = parsed.data
  const opened = method === 'PUT' ? null : (present?.activeUntil ?? null)
  const account = {
    userId,
    activeFrom: activeFrom === undefined ? (present?.activeFrom ?? null) : activeFrom,
    activeUntil: activeUntil === undefined ? opened : activeUntil,
    managerId: managerId === undefined ? (present?.managerId ?? null) : managerId,
  }
  return { status: present === null ? 201 : 200, account }
}
