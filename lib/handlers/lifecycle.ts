import { readSetting } from '../config/process-environment.ts'
import { readBinding, readSecret } from '../config/secrets.ts'
import { ReceiverError } from '../errors.ts'
import type { StartContext } from './define-handler.ts'
import type { DiscoveredHandler } from './discover-handlers.ts'
import { thrownText } from './thrown-text.ts'

type Startable = Pick<DiscoveredHandler, 'name' | 'definition'>

export interface StartedHandlers {
  /** Calls every `stop` concurrently, each with its time limit. Never fails. */
  stop(): Promise<void>
}

export interface LifecycleOptions {
  readonly setting?: StartContext['setting']
  readonly secret?: StartContext['secret']
  readonly binding?: StartContext['binding']
  /** time limit of each `start` (ms) */
  readonly startMs?: number
  /** time limit of each `stop` (ms) */
  readonly stopMs?: number
  /** called for each `stop` that threw or timed out */
  readonly onFailure: (name: string, error: unknown) => void
}

/** Shorter than the time that a signal during the start leaves the process. */
const START_MS = 10_000
/** The time left after the last delivery has ended. */
const STOP_MS = 1_000

/**
 * Calls every `start` concurrently. If one fails, stops the others again.
 * @throws ReceiverError handler_start_failed, with the file of each failure
 */
export async function startHandlers(
  handlers: readonly Startable[],
  options: LifecycleOptions,
): Promise<StartedHandlers> {
  const { setting = readSetting, secret = readSecret, binding = readBinding } = options
  const { startMs = START_MS, stopMs = STOP_MS, onFailure } = options
  const results = await Promise.allSettled(
    handlers.map(({ definition }) => {
      const { start } = definition
      if (start === undefined) return null
      return within(startMs, (signal) => start({ signal, setting, secret, binding }))
    }),
  )
  const failures = results.flatMap((result, index) =>
    result.status === 'rejected'
      ? [`${handlers[index]?.name}.ts: ${thrownText(result.reason)}`]
      : [],
  )
  const running = handlers.filter((_, index) => results[index]?.status === 'fulfilled')
  const stop = () => stopAll(running, stopMs, onFailure)
  if (failures.length === 0) return { stop }
  await stop()
  throw new ReceiverError(
    'handler_start_failed',
    `expected every handler to start, these did not:\n  ${failures.join('\n  ')}\nFix what they need, or remove the file: the service runs with all of its handlers or not at all.`,
  )
}

async function stopAll(
  handlers: readonly Startable[],
  limitMs: number,
  onFailure: LifecycleOptions['onFailure'],
): Promise<void> {
  await Promise.all(
    handlers.map(async ({ name, definition }) => {
      const { stop } = definition
      if (stop === undefined) return
      try {
        await within(limitMs, () => stop())
      } catch (error) {
        onFailure(name, error)
      }
    }),
  )
}

/** Does not wait for work beyond its limit; ignores its later failures. */
async function within(ms: number, work: (signal: AbortSignal) => unknown): Promise<void> {
  const abort = new AbortController()
  let limit: NodeJS.Timeout | undefined
  const over = new Promise<never>((_, refuse) => {
    limit = setTimeout(() => {
      const error = new Error(`it took longer than ${ms} ms`)
      refuse(error)
      abort.abort(error)
    }, ms)
  })
  try {
    await Promise.race([Promise.resolve().then(() => work(abort.signal)), over])
  } finally {
    clearTimeout(limit)
  }
}
