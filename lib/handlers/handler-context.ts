import type { ReadSetting } from '../config/process-environment.ts'
import type { Destination } from '../outbound/destinations/destination.ts'
import type {
  SuccessFactors,
  SuccessFactorsOptions,
} from '../outbound/successfactors/successfactors.ts'

/** Log lines of a handler: kept with the attempt, masked, and shown in the monitor. Not on stdout. */
export interface HandlerLog {
  info(text: string, data?: Readonly<Record<string, unknown>>): void
  warn(text: string, data?: Readonly<Record<string, unknown>>): void
  error(text: string, data?: Readonly<Record<string, unknown>>): void
}

/** What an effect is told when it runs. */
export interface EffectState {
  /** an earlier attempt began this effect and was not heard to end it: it may have happened */
  readonly inDoubt: boolean
}

/**
 * Runs an effect unless an earlier attempt of this delivery has finished it; then its result of that
 * time comes back. What it returns is kept with the delivery as JSON, at most 8 KB: ids, no personal
 * values; it comes back as JSON has it the first time, too. An effect that throws, or whose process
 * dies, is in doubt at the next attempt.
 * @param name names the effect within the delivery, at most 200 characters
 */
export type Once = <Result>(
  name: string,
  effect: ((state: EffectState) => Result | Promise<Result>) & KeptResult<Result>,
) => Promise<Result>

/** What a handler gets beside the event. */
export interface HandlerContext {
  readonly log: HandlerLog
  /** aborts at the time limit, when the lane's lease is lost, and when the service stops */
  readonly signal: AbortSignal
  readonly once: Once
  /**
   * Cancels the deliveries of this handler and subject that wait for their start date and that this
   * event has overtaken (`meanwhile: 'overtake'`). @returns how many
   */
  readonly cancelScheduled: (reason: string) => Promise<number>
  /** the same over all attempts of this delivery; give it to the target */
  readonly idempotencyKey: string
  /** from 1; more than 1 = an earlier attempt failed or was never heard of again */
  readonly attempt: number
  /** an operator asked for this run again after it was done */
  readonly isReplay: boolean
  /** published before an event that is already recorded in the same lane */
  readonly late: boolean
  /** grows each time the lane changes hands: a target that remembers it can refuse a frozen process */
  readonly fence: string
  /**
   * A system to call, by the name of its destination. Its calls carry `correlationId`, `idempotencyKey`
   * and `signal` of this attempt and are kept with it.
   */
  readonly destination: (name: string) => Destination
  /** Reads SuccessFactors by OData, through a destination: `successfactors` unless told otherwise. */
  readonly successfactors: (options?: SuccessFactorsOptions) => SuccessFactors
  /** what differs from machine to machine, from the environment: `setting('NAME', 'fallback')`; no secrets */
  readonly setting: ReadSetting
  /** the correlation id of the call that brought the event */
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

/** What of a type comes back from JSON as it went there: whatever has methods does not. */
type JsonOf<Result> = unknown extends Result
  ? Result
  : Result extends string | number | boolean | null | Nothing
    ? Result
    : Result extends ((...args: never[]) => unknown) | bigint | symbol
      ? never
      : { [Field in keyof Result]: JsonOf<Result[Field]> }

/**
 * Nothing more to ask of a result that is the same once it was kept as JSON; of another one a type that
 * nothing fits and that says so. A type by itself that is JSON is not looked into: it may hold itself.
 */
export type KeptResult<Result> = [Result] extends [Json | Nothing]
  ? unknown
  : [Result] extends [JsonOf<Result>]
    ? unknown
    : 'a result that is JSON, such as an id: answers, dates and maps come back as something else'
