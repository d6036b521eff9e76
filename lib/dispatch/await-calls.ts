import type { HandlerContext } from '../handlers/handler-context.ts'

export interface AwaitedCalls {
  /** what the handler is given instead */
  readonly context: HandlerContext
  /**
   * To be called when the run has returned: waits for what still goes on, so that a later attempt does
   * not meet it, and throws when there was any.
   */
  check(): Promise<void>
}

/**
 * Notices a forgotten `await` before `once` or `cancelScheduled`: the delivery would be completed
 * while its effect goes on, and nobody would hear how it ends. Neither the compiler nor the linter
 * sees it where the context comes as an argument.
 */
export function awaitCalls(context: HandlerContext): AwaitedCalls {
  const underWay = new Map<Promise<unknown>, string>()
  function noted<Result>(what: string, call: Promise<Result>): Promise<Result> {
    const ended = call.finally(() => underWay.delete(ended))
    underWay.set(ended, what)
    return ended
  }
  return {
    context: {
      ...context,
      once: (name, effect) => noted(`once("${name}")`, context.once(name, effect)),
      cancelScheduled: (reason) => noted('cancelScheduled', context.cancelScheduled(reason)),
    },
    async check() {
      if (underWay.size === 0) return
      const forgotten = [...underWay.values()].join(', ')
      await Promise.allSettled(underWay.keys())
      throw new Error(
        `expected the run to wait for what it began, it returned before ${forgotten} had ended: write await before the call`,
      )
    },
  }
}
