import { ReceiverError } from '../../errors.ts'

/** The class of a failed statement for its batch (PostgreSQL appendix A). */
export type DatabaseFailure =
  /** the server's state is unknown, or an operator must act: retry the batch */
  | 'unavailable'
  /** a timeout: a smaller batch may succeed */
  | 'slow'
  /** a deadlock or a serialisation failure: retry the batch at once */
  | 'conflict'
  /** invalid data of one row: the other rows must still commit */
  | 'data'

/** 22 data exception, 23 integrity constraint, 54 program limit (index row too long). */
const DATA_CLASSES = new Set(['22', '23', '54'])
/** 40 transaction rollback. */
const CONFLICT_CLASS = '40'

/** query_canceled, the code of the statement timeout. */
const CANCELED = '57014'
/** The driver's own timeout has no code. */
const NO_ANSWER_IN_TIME = 'Query read timeout'

export function failureOf(error: unknown): DatabaseFailure {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  if (code === CANCELED || message === NO_ANSWER_IN_TIME) return 'slow'
  if (typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code)) return 'unavailable'
  const sqlClass = code.slice(0, 2)
  if (sqlClass === CONFLICT_CLASS) return 'conflict'
  return DATA_CLASSES.has(sqlClass) ? 'data' : 'unavailable'
}

/**
 * The error for a handler if the service's database fails. The driver's own error would look like a fault
 * of the handler's target and open its circuit.
 */
export function asUnavailable(error: unknown): never {
  if (error instanceof ReceiverError || failureOf(error) === 'data') throw error
  throw new ReceiverError(
    'database_unavailable',
    'expected the database to answer, it did not: the write may be missing, and the attempt will be repeated',
    { cause: error },
  )
}
