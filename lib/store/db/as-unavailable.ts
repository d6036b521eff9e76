import { ReceiverError } from '../../errors.ts'
import { failureOf } from './sql-state.ts'

/**
 * What a handler gets when our database fails under it. The driver's own error would look like one of
 * the handler's target, and open its circuit.
 */
export function asUnavailable(error: unknown): never {
  if (error instanceof ReceiverError || failureOf(error) === 'data') throw error
  throw new ReceiverError(
    'database_unavailable',
    'expected the database to answer, it did not: nothing is known to be written, this attempt is repeated',
    { cause: error },
  )
}
