import type { ReadSetting } from '../config/process-environment.ts'
import type { ReadBinding, ReadSecret } from '../config/secrets.ts'
import type { Destination } from '../outbound/destinations/destination.ts'
import type {
  SuccessFactors,
  SuccessFactorsOptions,
} from '../outbound/successfactors/successfactors.ts'

/**
 * The log of a handler: stored with the attempt, masked, and shown in the monitor; never on stdout.
 */
export interface HandlerLog {
  /** A line of the attempt. `data` is stored as JSON. */
  info(text: string, data?: Readonly<Record<string, unknown>>): void
  /** A line that the monitor marks as a warning. */
  warn(text: string, data?: Readonly<Record<string, unknown>>): void
  /** A line that the monitor marks as an error. The delivery goes on: throw to fail the attempt. */
  error(text: string, data?: Readonly<Record<string, unknown>>): void
}

/** The argument of an effect. */
export interface EffectState {
  /** an earlier attempt started this effect and did not report its end: it may have happened */
  readonly inDoubt: boolean
}

/**
 * Runs an effect once per delivery. If an earlier attempt completed it, returns that result. The
 * result is stored as JSON, at most 8 KB; store ids and no personal values. The first call also
 * returns the JSON form. An effect that throws, or whose process dies, is in doubt at the next
 * attempt.
 * @param name identifies the effect within the delivery; at most 200 characters
 */
export type Once = <Result>(
  name: string,
  effect: ((state: EffectState) => Result | Promise<Result>) & KeptResult<Result>,
) => Promise<Result>

/** The second argument of `run`. */
export interface HandlerContext {
  /** log of the attempt: stored, masked, and shown in the monitor; never on stdout */
  readonly log: HandlerLog
  /** aborts at the time limit, if the lane's lease is lost, and when the service stops */
  readonly signal: AbortSignal
  /**
   * Runs an effect once per delivery: `await once('send mail', () => send())`. A later attempt gets
   * the stored result. `inDoubt` is true if an earlier attempt started the effect and did not finish it.
   */
  readonly once: Once
  /**
   * Cancels scheduled deliveries of this handler and subject that this event has overtaken
   * (`meanwhile: 'overtake'`). @returns their number
   */
  readonly cancelScheduled: (reason: string) => Promise<number>
  /** the same in all attempts of this delivery; send it to the target */
  readonly idempotencyKey: string
  /** from 1; more than 1 = an earlier attempt failed or was lost */
  readonly attempt: number
  /** an operator re-ran a completed delivery */
  readonly isReplay: boolean
  /** published before an event that is already recorded in the same lane */
  readonly late: boolean
  /**
   * increases each time the lane changes its owner: a target that stores it can refuse a stale
   * process
   */
  readonly fence: string
  /**
   * The destination of this name. Its calls send `correlationId` and `idempotencyKey`, obey
   * `signal`, and are recorded with the attempt.
   */
  readonly destination: (name: string) => Destination
  /** Reads SuccessFactors by OData, by default through the destination `successfactors`. */
  readonly successfactors: (options?: SuccessFactorsOptions) => SuccessFactors
  /** a setting of the environment: `setting('NAME', 'fallback')`; not for secrets */
  readonly setting: ReadSetting
  /**
   * A secret of the environment: `secret('SFTP_PASSWORD')` is the variable, else the content of the
   * file that `SFTP_PASSWORD_FILE` names. Throws if there is none. Never logged: log, errors and
   * recorded calls contain a mark in its place.
   */
  readonly secret: ReadSecret
  /**
   * The credentials of the bound service with this label, such as `'enterprise-messaging'`, or with
   * this instance name. Throws if there is none, or more than one. Never logged, as `secret`.
   */
  readonly binding: ReadBinding
  /** correlation id of the call that brought the event */
  readonly correlationId: string
}

type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [field: string]: Json | undefined }

// biome-ignore lint/suspicious/noConfusingVoidType: what an effect that returns nothing gives
type Nothing = undefined | void

/** The type after a JSON round trip; values with methods do not survive it. */
type JsonOf<Result> = unknown extends Result
  ? Result
  : Result extends string | number | boolean | null | Nothing
    ? Result
    : Result extends ((...args: never[]) => unknown) | bigint | symbol
      ? never
      : { [Field in keyof Result]: JsonOf<Result[Field]> }

/**
 * Accepts results that survive a JSON round trip. Any other result gets a type that nothing matches
 * and whose text explains the error. JSON types are accepted as such: they may be recursive.
 */
export type KeptResult<Result> = [Result] extends [Json | Nothing]
  ? unknown
  : [Result] extends [JsonOf<Result>]
    ? unknown
    : 'a result that is JSON, such as an id: answers, dates and maps come back as something else'
