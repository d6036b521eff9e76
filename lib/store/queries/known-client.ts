import { ReceiverError } from '../../errors.ts'
import { defineStatement, execute, type Queryable } from '../db/statement.ts'
import { didYouMean } from './did-you-mean.ts'

const findCallers = defineStatement<{ id: number }>({
  name: 'find-caller-ids',
  columns: { id: true },
  text: 'select id from caller where client_id = $1',
})

const clients = defineStatement<{ clientId: string }>({
  name: 'list-client-ids',
  columns: { clientId: true },
  text: 'select distinct client_id as "clientId" from caller order by client_id limit 1000',
})

/**
 * The ids of the callers that a filter names. A client may come from several issuers.
 * @throws ReceiverError client_unknown
 */
export async function knownCallerIds(client: Queryable, clientId: string): Promise<number[]> {
  const ids = (await execute(client, findCallers, [clientId])).map(({ id }) => id)
  if (ids.length > 0) return ids
  const known = (await execute(client, clients, [])).map((row) => row.clientId)
  throw new ReceiverError(
    'client_unknown',
    `expected the client id of a caller of /messages, no caller has this id${didYouMean(clientId, known)}`,
  )
}
