/** What a failed statement means for the batch that it carried (PostgreSQL appendix A). */
export type DatabaseFailure =
  /** nothing is known of the server, or an operator must act: the same batch can be tried again */
  | 'unavailable'
  /** the statement or its answer took too long: a smaller batch may be in time */
  | 'slow'
  /** a deadlock or a serialisation failure: the same batch can be tried again at once */
  | 'conflict'
  /** the data of one row is at fault: its neighbours must not suffer */
  | 'data'

/** 22 data exception, 23 integrity constraint, 54 program limit (an index row that is too long). */
const DATA_CLASSES = new Set(['22', '23', '54'])
/** 40 transaction rollback. */
const CONFLICT_CLASS = '40'

/** query_canceled: the statement timeout ends a statement with it. */
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
