import type { HandlerContext } from '../handlers/handler-context.ts'
import { type Destination, destinationOf } from '../outbound/destinations/destination.ts'
import type { SuccessFactors } from '../outbound/successfactors/successfactors.ts'
import { createWatchedCalls, type WatchedCalls } from './watched-calls.ts'

/**
 * Runs a handler with a context that detects a missing `await` before `once`, `cancelScheduled` and
 * the calls of `destination` and `successfactors`. Otherwise the delivery would complete while its
 * effect still runs, and a failure would be lost. Compiler and linter cannot detect it, because the
 * context is an argument. Always waits for running calls, so that they cannot overlap with the next attempt.
 */
export async function awaitCalls(
  context: HandlerContext,
  run: (context: HandlerContext) => unknown,
): Promise<void> {
  const calls = createWatchedCalls()
  let forgotten: string | null
  try {
    await run(watchedContext(context, calls))
    forgotten = calls.forgotten()
  } finally {
    await calls.ended()
  }
  if (forgotten === null) return
  throw new Error(
    `expected the handler to await its calls, it returned before ${forgotten}: write await before the call; await or abort the calls that lose a race`,
  )
}

function watchedContext(context: HandlerContext, calls: WatchedCalls): HandlerContext {
  return {
    ...context,
    once: (name, effect) => calls.watch(`once("${name}")`, context.once(name, effect)),
    cancelScheduled: (reason) => calls.watch('cancelScheduled', context.cancelScheduled(reason)),
    destination: (name) => watchedDestination(context.destination(name), calls),
    successfactors: (options) => watchedReader(context.successfactors(options), calls),
  }
}

function watchedDestination(own: Destination, calls: WatchedCalls): Destination {
  return destinationOf(own.name, (method, path, options) =>
    calls.watch(
      `destination("${own.name}").${method.toLowerCase()}`,
      own.request(method, path, options),
      () => isGivenUp(options?.signal),
    ),
  )
}

/** The handler aborted the call itself. A timeout is not its decision. */
function isGivenUp(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true && (signal.reason as Error | undefined)?.name !== 'TimeoutError'
}

function watchedReader(own: SuccessFactors, calls: WatchedCalls): SuccessFactors {
  const watch = <Result>(method: string, call: Promise<Result>) =>
    calls.watch(`successfactors().${method}`, call)
  return {
    get: (entity, keys, options) => watch('get', own.get(entity, keys, options)),
    empJob: (keys, options) => watch('empJob', own.empJob(keys, options)),
    perPerson: (id, options) => watch('perPerson', own.perPerson(id, options)),
    user: (id, options) => watch('user', own.user(id, options)),
    timeLine: (entity, keys, options) => watch('timeLine', own.timeLine(entity, keys, options)),
    query: (entity, options) => watchedRows(own.query(entity, options), watch),
    entityOf: (event, options) => watch('entityOf', own.entityOf(event, options)),
    changes: (entity, options) => watch('changes', own.changes(entity, options)),
    comingIntoForce: (entity, days, options) =>
      watch('comingIntoForce', own.comingIntoForce(entity, days, options)),
  }
}

/** Watches each row: between two rows no call is running. */
function watchedRows<RowOfAll>(
  rows: AsyncIterable<RowOfAll>,
  watch: <Result>(method: string, call: Promise<Result>) => Promise<Result>,
): AsyncIterable<RowOfAll> {
  return {
    [Symbol.asyncIterator]() {
      const own = rows[Symbol.asyncIterator]()
      return {
        next: () => watch('query', own.next()),
        return: async () => (await own.return?.()) ?? { done: true, value: undefined },
      }
    },
  }
}
