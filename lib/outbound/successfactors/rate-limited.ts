/**
 * SuccessFactors asks everybody to wait: no delivery is at fault, and none uses up an attempt by it.
 * Its cause is the answer that said so; where there is none, nothing was sent.
 */
export class RateLimited extends Error {
  override readonly name = 'RateLimited'
  readonly code = 'asked_to_wait'
  readonly pauseMs: number

  constructor(destination: string, pauseMs: number, options?: ErrorOptions) {
    super(`"${destination}" asked to wait: ${Math.ceil(pauseMs / 1_000)} s`, options)
    this.pauseMs = pauseMs
  }
}
