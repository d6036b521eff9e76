import type { HandlerEvent } from '../../events/handler-event.ts'
import type { Keys, KeysOf } from './literals.ts'
import type { EmpJob, PerPerson, Row, RowOf, User } from './rows.ts'

export interface SuccessFactorsOptions {
  /** name of the destination of the API server; default `successfactors` */
  readonly destination?: string
  /** default `/odata/v2`; empty where the destination's address has it */
  readonly basePath?: string
}

export interface ReadOptions {
  /** fields, also of what is expanded: `userNav/lastName` */
  readonly select?: readonly string[]
  readonly expand?: readonly string[]
  /** day of which dated rows are read, on all levels (`YYYY-MM-DD`); SuccessFactors' default is today */
  readonly asOfDate?: string
}

export interface QueryOptions extends ReadOptions {
  /** fields that equal these values */
  readonly where?: Keys
  /** in OData's words, beside `where`; values in it are written by the caller: quotes doubled */
  readonly filter?: string
  /** all slices that touch these days; not together with `asOfDate` */
  readonly fromDate?: string
  readonly toDate?: string
  readonly orderBy?: string
  readonly top?: number
  /** rows of a page, 1 to 1,000 (SuccessFactors' own default) */
  readonly pageSize?: number
  /** `snapshot` keeps pages apart while data changes; not for MDF objects */
  readonly paging?: 'snapshot' | 'cursor'
}

/** The entity that an event is about. */
export interface EntityOf {
  readonly entity: string
  /**
   * The row with the keys of the event; null = it is gone, has moved to another day, or is outside of
   * what the technical user may see: SuccessFactors does not say which.
   */
  readonly row: Row | null
  /**
   * Read where the key does not lead to the row: all slices of the same object, oldest first. For
   * Position always, since its events can carry a wrong start date. Empty = nothing can be seen.
   */
  readonly timeLine: readonly Row[]
}

/** What is held in memory at a time. */
export interface Bounded {
  /** more are an error; default 50,000 */
  readonly maxRows?: number
}

export interface ChangesOptions extends Bounded {
  readonly since: Date
  /** an end of the window before that of SuccessFactors' clock, where there is too much to do at once */
  readonly until?: Date
  readonly select?: readonly string[]
}

export interface Changes {
  /** each changed in the window by its own stamp; overlapping the window before: rows come again */
  readonly rows: readonly Row[]
  /** where the next window begins: SuccessFactors' clock, less the time in which stamps appear late, or sooner as asked for */
  readonly until: Date
}

/**
 * Reads SuccessFactors by OData v2, as the technical user of the destination sees it. What that user
 * may not see is absent without an error, and deleted rows leave nothing behind.
 */
export interface SuccessFactors {
  /** A row by its whole key; null = there is none to be seen. */
  get<Name extends string>(
    entity: Name,
    keys: KeysOf<Name>,
    options?: ReadOptions,
  ): Promise<RowOf<Name> | null>
  empJob(keys: KeysOf<'EmpJob'>, options?: ReadOptions): Promise<EmpJob | null>
  perPerson(personIdExternal: string, options?: ReadOptions): Promise<PerPerson | null>
  /** whatever the user's status */
  user(userId: string, options?: ReadOptions): Promise<User | null>
  /**
   * All slices of an object, oldest first. With `select` what they are put in order by comes along.
   * @param keys without its day and `seqNumber`
   */
  timeLine<Name extends string>(
    entity: Name,
    keys: Keys,
    options?: Pick<ReadOptions, 'select' | 'expand'>,
  ): Promise<RowOf<Name>[]>
  /** Rows of all pages, page by page. Users of every status, unless `filter` names `status`. */
  query<Name extends string>(entity: Name, options?: QueryOptions): AsyncIterable<RowOf<Name>>
  /** Default `asOfDate`: the day from which the event is in force. */
  entityOf(event: HandlerEvent, options?: ReadOptions): Promise<EntityOf>
  /**
   * What changed since, past and future slices as well. It shows the last change of each row and no
   * deletion, and nothing of rows that come into force by themselves: `comingIntoForce`.
   */
  changes(entity: string, options: ChangesOptions): Promise<Changes>
  /** Slices that begin in these days, `from` included, `to` not. */
  comingIntoForce(
    entity: string,
    days: { readonly from: string; readonly to: string },
    options?: Pick<ReadOptions, 'select'> & Bounded,
  ): Promise<Row[]>
}
