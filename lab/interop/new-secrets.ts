import { randomBytes } from 'node:crypto'
import type { Account, Receivers } from './token-server.ts'

/** Hexadecimal: no server and no encoding sees anything in it but letters and digits. */
export function newAccount(id: string): Account {
  return { id, secret: randomBytes(16).toString('hex') }
}

export function newReceivers(): Receivers {
  const { secret } = newAccount('')
  return {
    plain: newAccount('receiver'),
    hyphenated: { id: 'sf-event-receiver', secret: `${secret}-_./=` },
  }
}
