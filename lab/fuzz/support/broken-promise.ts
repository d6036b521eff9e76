/** Thrown by a check: what was promised and how it was broken. */
export class BrokenPromise extends Error {
  readonly promise: string

  /** @param promise the same words for the same promise, without values of the input */
  constructor(promise: string, found: string) {
    super(found)
    this.promise = promise
  }
}
