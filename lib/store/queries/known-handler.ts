import { ReceiverError } from '../../errors.ts'
import { defineStatement, execute, type Queryable } from '../db/statement.ts'
import { didYouMean } from './did-you-mean.ts'
import { findHandlerId } from './find-handler-id.ts'

const names = defineStatement<{ name: string }>({
  name: 'list-handler-names',
  columns: { name: true },
  text: 'select name from handler order by name',
})

/**
 * The id of the handler that a filter names. Retired handlers keep their rows.
 * @throws ReceiverError handler_unknown
 */
export async function knownHandlerId(client: Queryable, name: string): Promise<number> {
  const id = await findHandlerId(client, name)
  if (id !== null) return id
  const known = (await execute(client, names, [])).map((row) => row.name)
  throw new ReceiverError(
    'handler_unknown',
    `expected a handler of /handlers, no handler has this name${didYouMean(name, known)}`,
  )
}
