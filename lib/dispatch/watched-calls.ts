import { placeOfCall } from './own-frames.ts'

/** A promise that records whether it is awaited. */
class WatchedCall<Result> extends Promise<Result> {
  isAwaited = false

  /** Derived promises are plain promises. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise
  }

  // biome-ignore lint/suspicious/noThenProperty: `await`, `catch` and `Promise.all` all call it
  override then<Kept = Result, Caught = never>(
    kept?: ((value: Result) => Kept | PromiseLike<Kept>) | null,
    caught?: ((error: unknown) => Caught | PromiseLike<Caught>) | null,
  ): Promise<Kept | Caught> {
    this.isAwaited = true
    return super.then(kept, caught)
  }

  /** Prevents an unhandled rejection: `forgotten` reports the failure. */
  withoutUnhandledRejection(): this {
    super.then(undefined, () => undefined)
    return this
  }
}

interface Watched {
  /** the call in the handler's code: `once("send")` */
  readonly what: string
  readonly call: WatchedCall<unknown>
  /** the handler aborted it, so a missing await is correct */
  readonly isLeft: () => boolean
}

export interface WatchedCalls {
  /** @returns the same call, watched */
  watch<Result>(what: string, call: Promise<Result>, isLeft?: () => boolean): Promise<Result>
  /** Describes running calls and unawaited failed calls, in the order of their start. */
  forgotten(): string | null
  /** Waits for running calls. */
  ended(): Promise<void>
}

/** Watches the calls of a handler. */
export function createWatchedCalls(): WatchedCalls {
  const underWay = new Set<Watched>()
  const failed = new Set<Watched>()
  function watch<Result>(what: string, own: Promise<Result>, isLeft = () => false) {
    const addPlace = placeOfCall(watch)
    const call = new WatchedCall<Result>((resolve, reject) => {
      own.then(resolve, (error) => {
        addPlace(error)
        reject(error)
      })
    }).withoutUnhandledRejection()
    const watched = { what, call, isLeft }
    underWay.add(watched)
    own.then(
      () => underWay.delete(watched),
      () => {
        underWay.delete(watched)
        failed.add(watched)
      },
    )
    return call
  }
  return {
    watch,
    forgotten() {
      const running = [...underWay].filter(({ isLeft }) => !isLeft())
      // Names an unawaited effect, without the calls that it awaits itself.
      const unawaited = running.filter(({ call }) => !call.isAwaited)
      const lost = [...failed].filter(({ call, isLeft }) => !call.isAwaited && !isLeft())
      const findings = [
        ...(unawaited.length > 0 ? unawaited : running).map(({ what }) => `${what} had ended`),
        ...lost.map(({ what }) => `it noticed that ${what} had failed`),
      ]
      return findings.length === 0 ? null : findings.join(', ')
    },
    async ended() {
      // A running call may start another one.
      while (underWay.size > 0) await Promise.allSettled([...underWay].map(({ call }) => call))
    },
  }
}
