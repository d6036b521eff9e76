import type { LiveChange } from '../api/monitor-shapes.ts'
import { addressOf, getJson } from '../api/request.ts'
import { whileSessionIsOver } from '../session/session-end.ts'

/** The state of the stream, sent with each change and each heartbeat. */
export interface LiveNews {
  /** false = lost, null = not open yet */
  readonly open: boolean | null
  /** last reported change; null = none yet */
  readonly change: LiveChange | null
  /** something changed since the last report */
  readonly changed: boolean
}

/**
 * The service ends each stream from time to time. A reconnection within this time does not count as
 * lost.
 */
const LOST_AFTER_MS = 5_000
/** The service sends a heartbeat every 5 s. A stream that is silent for longer is dead. */
const SILENT_AFTER_MS = 16_000
const FIRST_RETRY_MS = 2_000
const MAX_RETRY_MS = 60_000

/**
 * Keeps one stream of changes open.
 * @returns a function that closes it
 */
export function openStream(tell: (news: LiveNews) => void): () => void {
  let source: EventSource
  let open: boolean | null = null
  let change: LiveChange | null = null
  let retryMs = FIRST_RETRY_MS
  let retryTimer: number | undefined
  let lostTimer: number | undefined
  let silenceTimer: number | undefined
  let closed = false

  function connect(): void {
    source = new EventSource(addressOf('/live'))
    source.addEventListener('open', () => isAlive(false))
    source.addEventListener('unchanged', () => isAlive(false))
    source.addEventListener('change', ({ data }: MessageEvent<string>) => {
      change = JSON.parse(data) as LiveChange
      isAlive(true)
    })
    source.addEventListener('error', () => {
      lostTimer ??= window.setTimeout(isLost, LOST_AFTER_MS)
      // The browser reconnects by itself unless the answer was not a stream.
      if (source.readyState === EventSource.CLOSED) reconnectLater()
    })
    watchSilence()
  }

  function isAlive(changed: boolean): void {
    window.clearTimeout(lostTimer)
    lostTimer = undefined
    retryMs = FIRST_RETRY_MS
    open = true
    watchSilence()
    tell({ open, change, changed })
  }

  function isLost(): void {
    open = false
    tell({ open, change, changed: false })
  }

  function watchSilence(): void {
    window.clearTimeout(silenceTimer)
    silenceTimer = window.setTimeout(() => {
      isLost()
      reconnectLater()
    }, SILENT_AFTER_MS)
  }

  function reconnectLater(): void {
    source.close()
    window.clearTimeout(silenceTimer)
    window.clearTimeout(retryTimer)
    retryTimer = window.setTimeout(() => {
      // Checks whether the session has ended. If so, the stream returns after the login.
      void getJson('/monitor/session').catch(() => undefined)
      void whileSessionIsOver().then(() => closed || connect())
    }, retryMs)
    retryMs = Math.min(retryMs * 2, MAX_RETRY_MS)
  }

  connect()
  return () => {
    closed = true
    source.close()
    for (const timer of [retryTimer, lostTimer, silenceTimer]) window.clearTimeout(timer)
  }
}
