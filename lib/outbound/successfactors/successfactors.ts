import type { HandlerEvent } from '../../events/handler-event.ts'
import type { Keys, KeysOf } from './literals.ts'
import type { EmpJob, PerPerson, Row, RowOf, User } from './rows.ts'

export interface SuccessFactorsOptions {
  /** name of the destination of the API server; default `successfactors` */
  readonly destination?: string
  /** default `/odata/v2`; empty if the URL of the destination contains it */
  readonly basePath?: string
}

export interface ReadOptions {
  /** fields, also of expanded rows: `userNav/lastName` */
  readonly select?: readonly string[]
  readonly expand?: readonly string[]
  /** day for dated rows on all levels (`YYYY-MM-DD`); SuccessFactors' default is today */
  readonly asOfDate?: string
}

export interface QueryOptions extends ReadOptions {
  /** fields that must equal these values */
  readonly where?: Keys
  /** an OData filter besides `where`; double the quotes in values */
  readonly filter?: string
  /** all slices that overlap these days; not together with `asOfDate` */
  readonly fromDate?: string
  readonly toDate?: string
  readonly orderBy?: string
  readonly top?: number
  /** rows per page, 1 to 1,000 (SuccessFactors' default) */
  readonly pageSize?: number
  /** `snapshot` keeps pages consistent while data change; not for MDF objects */
  readonly paging?: 'snapshot' | 'cursor'
}

/** The entity of an event. */
export interface EntityOf {
  /** name of the OData entity, such as `EmpJob` */
  readonly entity: string
  /**
   * The row with the keys of the event. null = deleted, moved to another day, or not visible to the
   * technical user: SuccessFactors does not distinguish these.
   */
  readonly row: Row | null
  /**
   * All slices of the object, oldest first, if the key does not find a row. Always for Position,
   * whose events can have a wrong start date. Empty = no visible slices.
   */
  readonly timeLine: readonly Row[]
}

/** Limit of the rows in memory. */
export interface Bounded {
  /** more are an error; default 50,000 */
  readonly maxRows?: number
}

export interface ChangesOptions extends Bounded {
  readonly since: Date
  /** an earlier end of the window, to read less at once */
  readonly until?: Date
  readonly select?: readonly string[]
}

export interface Changes {
  /** rows whose own stamp is in the window; windows overlap, so rows can come again */
  readonly rows: readonly Row[]
  /**
   * start of the next window: SuccessFactors' clock minus the delay of stamps, or an earlier
   * `until`
   */
  readonly until: Date
}

/**
 * Reads SuccessFactors by OData v2 with the rights of the destination's technical user. Invisible
 * data are absent without an error, and deleted rows leave no trace.
 */
export interface SuccessFactors {
  /** A row by its complete key; null = not found or not visible. */
  get<Name extends string>(
    entity: Name,
    keys: KeysOf<Name>,
    options?: ReadOptions,
  ): Promise<RowOf<Name> | null>
  /** The slice of a job by its complete key; null = not found or not visible. */
  empJob(keys: KeysOf<'EmpJob'>, options?: ReadOptions): Promise<EmpJob | null>
  /** A person; null = not found or not visible. */
  perPerson(personIdExternal: string, options?: ReadOptions): Promise<PerPerson | null>
  /** users of every status */
  user(userId: string, options?: ReadOptions): Promise<User | null>
  /**
   * All slices of an object, oldest first. Adds the date fields to `select`.
   * @param keys without the day and `seqNumber`
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
   * Changed rows, including past and future slices: the last change of each row, no deletions. Use
   * `comingIntoForce` for rows that become effective without a change.
   */
  changes(entity: string, options: ChangesOptions): Promise<Changes>
  /** Slices that begin in these days, including `from`, excluding `to`. */
  comingIntoForce(
    entity: string,
    days: { readonly from: string; readonly to: string },
    options?: Pick<ReadOptions, 'select'> & Bounded,
  ): Promise<Row[]>
}
