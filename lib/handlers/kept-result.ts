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
