import { randomBytes } from 'node:crypto'
import { altered } from './altered-token.ts'
import { outcomeOf } from './outcome.ts'
import type { Receiver } from './receiver.ts'
import { scopes } from './token-server.ts'
import type { Trial } from './trials.ts'

/** One check with its expected and its received answer. */
export interface Checked {
  readonly what: string
  readonly expected: string
  readonly came: string
}

/** Sends requests that must be accepted, and others that must be refused. */
export async function runChecks(receiver: Receiver, trial: Trial): Promise<readonly Checked[]> {
  const { source, grantedBy, asksServer } = trial
  const { sender, stranger, operator } = source
  const operatorToken = await source.ofClient(operator, scopes.monitor)
  const checked: Checked[] = []
  const check = async (what: string, token: string, expected: string) => {
    const came = await outcomeOf(receiver, token, operatorToken)
    checked.push({ what, expected, came })
  }

  const good = await source.ofClient(sender, scopes.ingest)
  await check('a token of the sender', good, stored(sender))
  if (trial.brief) return checked

  if (grantedBy === 'scope') {
    const other = await source.ofClient(sender, scopes.other)
    await check('a token of the sender with another scope', other, refused(403, 'grant_missing'))
  } else {
    const token = await source.ofClient(stranger, scopes.ingest)
    await check('a token of a client that is not listed', token, refused(403, 'grant_missing'))
  }

  const badToken = refused(401, asksServer ? 'token_inactive' : 'token_signature')
  await check('the token of the sender, altered', altered(good), badToken)

  const ofPerson = await source.ofPerson(scopes.ingest)
  await check('a token of a person', ofPerson, refused(403, 'user_token_not_allowed'))
  const came = await receiver.read('messages', await source.ofPerson(scopes.monitor))
  const seen = `${came.status} from the operations API`
  checked.push({
    what: 'a token of a person who may look',
    expected: '200 from the operations API',
    came: seen,
  })

  if (asksServer) {
    await check('a made-up token', randomBytes(32).toString('hex'), badToken)
    await source.revoke(good)
    await check('the token of the sender, revoked', good, badToken)
  }
  return checked
}

function stored(client: string): string {
  return `200, 1 event of ${client} stored`
}

function refused(status: number, code: string): string {
  return `${status}, kept as ${code}`
}
