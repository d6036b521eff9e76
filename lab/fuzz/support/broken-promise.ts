/** Thrown by a check, with the promise and its violation. */
export class BrokenPromise extends Error {
  readonly promise: string

  /** @param promise the same words for the same promise, without values of the input */
  constructor(promise: string, found: string) {
    super(found)
    this.promise = promise
  }
}
