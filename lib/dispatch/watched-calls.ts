/** A promise that knows whether anybody waits for it. */
class WatchedCall<Result> extends Promise<Result> {
  isAwaited = false

  /** What is made of it is a promise like any other. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise
  }

  // biome-ignore lint/suspicious/noThenProperty: `await`, `catch` and `Promise.all` all come by here
  override then<Kept = Result, Caught = never>(
    kept?: ((value: Result) => Kept | PromiseLike<Kept>) | null,
    caught?: ((error: unknown) => Caught | PromiseLike<Caught>) | null,
  ): Promise<Kept | Caught> {
    this.isAwaited = true
    return super.then(kept, caught)
  }

  /** Its failure is told by who watches it: a rejection that nobody hears would be told once more. */
  heard(): this {
    super.then(undefined, () => undefined)
    return this
  }
}

interface Watched {
  /** as the handler's author knows it: `once("send")` */
  readonly what: string
  readonly call: WatchedCall<unknown>
  /** the handler has aborted it: that it does not wait for it is no mistake */
  readonly isLeft: () => boolean
}

export interface WatchedCalls {
  /** @returns the same call, watched */
  watch<Result>(what: string, call: Promise<Result>, isLeft?: () => boolean): Promise<Result>
  /** Calls that are under way and those that nobody heard fail, in the order of their beginning. */
  forgotten(): string | null
  /** Waits for what is under way. */
  ended(): Promise<void>
}

/** Watches what a handler begins and has to wait for. */
export function createWatchedCalls(): WatchedCalls {
  const underWay = new Set<Watched>()
  const failed = new Set<Watched>()
  return {
    watch<Result>(what: string, own: Promise<Result>, isLeft = () => false) {
      const call = new WatchedCall<Result>((resolve, reject) => {
        own.then(resolve, reject)
      }).heard()
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
    },
    forgotten() {
      const going = [...underWay].filter(({ isLeft }) => !isLeft())
      // An effect that is forgotten is named, and not also what it calls itself and waits for.
      const unheard = going.filter(({ call }) => !call.isAwaited)
      const lost = [...failed].filter(({ call, isLeft }) => !call.isAwaited && !isLeft())
      const told = [
        ...(unheard.length > 0 ? unheard : going).map(({ what }) => `${what} had ended`),
        ...lost.map(({ what }) => `it heard that ${what} has failed`),
      ]
      return told.length === 0 ? null : told.join(', ')
    },
    async ended() {
      // One that is forgotten may begin another one.
      while (underWay.size > 0) await Promise.allSettled([...underWay].map(({ call }) => call))
    },
  }
}
