import pg from 'pg'
import { failureOf } from './sql-state.ts'

/** PostgreSQL's function that waits for synchronous standbys; the field `routine` is not translated. */
const WAIT_FOR_STANDBY = 'SyncRepWaitForLSN'

/** SQL: identifies a server; changes with a restart or failover. */
export const SERVER = 'extract(epoch from pg_catalog.pg_postmaster_start_time())::text'

/** SQL: a new session reads its server and process with its settings in one message. */
export const READ_SERVER_OF_SESSION = `select ${SERVER} as server, pg_catalog.pg_backend_pid() as process`

export interface ServerOfSession {
  readonly server: string
  readonly process: number
}

type Give = (error?: Error | boolean) => void
type Query = (...given: unknown[]) => unknown
type Answer = (error: Error | null, result?: unknown) => void

/**
 * A connection that leaves its pool after an error of class `unavailable` or `slow`: the server may be a
 * standby now or unreachable. Statements fail if their commit was not replicated as configured.
 */
export class DatabaseClient extends pg.Client {
  /** start of the connection attempt, by the clock given (ms) */
  readonly openedAt: number
  readonly #now: () => number
  #server: string | null = null
  #process = 0
  #fault: Error | null = null
  #notReplicated = false
  #waiting = 0
  #lastAnswerAt: number
  #give: Give = () => undefined

  constructor(config: pg.ClientConfig, now: () => number) {
    super(config)
    this.#now = now
    this.openedAt = now()
    this.#lastAnswerAt = this.openedAt
    // Before the pool listens, an error without a listener would end the process.
    this.on('error', () => undefined)
    this.on('notice', ({ routine }) => {
      if (routine === WAIT_FOR_STANDBY) this.#notReplicated = true
    })
    this.query = this.#watched(this.query.bind(this) as Query) as typeof this.query
  }

  /** null = still connecting */
  get server(): string | null {
    return this.#server
  }

  /** id of the server's process, not of a pooler */
  get process(): number {
    return this.#process
  }

  /** Time since the oldest unanswered statement or the last answer (ms); 0 = none pending. */
  get silentMs(): number {
    const owes = this.#server === null || this.#waiting > 0
    return owes ? this.#now() - this.#lastAnswerAt : 0
  }

  /** Ends the connection without waiting for the server; pending statements fail as unavailable. */
  abandon(): void {
    this.connection.stream.destroy()
  }

  /** Sets the server after the session is prepared. */
  reached({ server, process }: ServerOfSession): void {
    this.#server = server
    this.#process = process
  }

  /**
   * Makes each attempt to connect fail with this error. Thrown by the constructor, the error would end the
   * process when the pool itself opens a connection.
   */
  refuseToConnect(error: Error): void {
    const connect = (callback?: (error: Error) => void) => {
      if (callback === undefined) return Promise.reject(error)
      process.nextTick(callback, error)
      return undefined
    }
    this.connect = connect as typeof this.connect
  }

  /** Set by the pool at each checkout. */
  get release(): Give {
    return this.#give
  }
  set release(give: Give) {
    this.#give = (error) => give(error || this.#fault || undefined)
  }

  override end(): Promise<void>
  override end(callback: (error: Error) => void): void
  override end(callback?: (error: Error) => void): Promise<void> | undefined {
    const ended = callback === undefined ? super.end() : super.end(callback)
    // A frozen server never closes its side, and the pool would wait for it.
    if (this.#fault !== null) this.abandon()
    return ended ?? undefined
  }

  #watched(send: Query): Query {
    return (...given) => {
      this.#begin()
      const callback = given.at(-1)
      if (typeof callback === 'function') {
        const answer: Answer = (error, result) => {
          const failure = this.#end(error)
          callback(failure, failure === null ? result : undefined)
        }
        return send(...given.slice(0, -1), answer)
      }
      return (send(...given) as Promise<unknown>).then(
        (result) => {
          const failure = this.#end(null)
          if (failure !== null) throw failure
          return result
        },
        (error) => {
          throw this.#end(error)
        },
      )
    }
  }

  #begin(): void {
    if (this.#waiting === 0) this.#lastAnswerAt = this.#now()
    this.#waiting += 1
  }

  /** @returns the statement's error, or one for a commit without its standby */
  #end(error: Error | null): Error | null {
    this.#waiting -= 1
    this.#lastAnswerAt = this.#now()
    const failure = error ?? (this.#notReplicated ? notReplicated() : null)
    if (failure !== null && endsConnection(failure)) this.#fault ??= failure
    return failure
  }
}

/** 25P02 only reports that an earlier statement of the transaction failed. */
function endsConnection(error: Error & { code?: unknown }): boolean {
  const failure = failureOf(error)
  return (failure === 'unavailable' || failure === 'slow') && error.code !== '25P02'
}

function notReplicated(): Error {
  return Object.assign(
    new Error('the commit was not confirmed by a standby: PostgreSQL stopped waiting for it'),
    { code: 'commit_not_replicated' },
  )
}
