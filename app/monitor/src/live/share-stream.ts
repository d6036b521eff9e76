import { type LiveNews, openStream } from './open-stream.ts'

/** Name of the lock for the tab with the stream, and of the channel to the other tabs. */
const NAME = 'monitor-live'
/** Interval of the messages from the tab with the stream (ms). */
const SPEAK_MS = 5_000
/** After this silence of the tab with the stream, another tab takes over (ms). */
const SILENT_AFTER_MS = 16_000

const NOT_OPEN: LiveNews = { open: null, change: null, changed: false }
const ASK = 'ask'

/**
 * Shares one stream of changes among all tabs. A browser opens six connections per host, so one
 * stream per tab would leave none for requests. The tab that holds the lock has the stream and
 * informs the others.
 * @returns a function that leaves the group
 */
export function shareStream(tell: (news: LiveNews) => void): () => void {
  const channel = new BroadcastChannel(NAME)
  let hasLeft = false
  let queued = new AbortController()
  let leading: { news: LiveNews; end: () => void } | null = null
  let silenceTimer: number | undefined

  async function lead(): Promise<void> {
    if (hasLeft) return
    window.clearTimeout(silenceTimer)
    return new Promise((resolve) => {
      const close = openStream((news) => {
        if (leading !== null) leading.news = news
        tell(news)
        channel.postMessage(news)
      })
      const timer = window.setInterval(speak, SPEAK_MS)
      const end = () => {
        leading = null
        close()
        window.clearInterval(timer)
        resolve()
      }
      leading = { news: NOT_OPEN, end }
    })
  }

  /** Includes this tab: without the stream each tab checks for changes from time to time. */
  function speak(): void {
    if (leading === null) return
    const news = { ...leading.news, changed: false }
    tell(news)
    channel.postMessage(news)
  }

  /** Waits for the lock, or takes it from a tab that hangs. */
  async function take(steal: boolean): Promise<void> {
    queued.abort()
    const own = new AbortController()
    queued = own
    const options = steal ? { steal } : { signal: own.signal }
    // Rejects if the wait is cancelled or another tab takes the lock.
    await navigator.locks.request(NAME, options, lead).catch(() => undefined)
    if (hasLeft || queued !== own) return
    leading?.end()
    watchSilence()
    void take(false)
  }

  function watchSilence(): void {
    window.clearTimeout(silenceTimer)
    silenceTimer = window.setTimeout(() => {
      tell({ ...NOT_OPEN, open: false })
      void take(true)
    }, SILENT_AFTER_MS)
  }

  channel.addEventListener('message', ({ data }: MessageEvent<LiveNews | typeof ASK>) => {
    if (data === ASK) return speak()
    if (leading !== null) return
    watchSilence()
    tell(data)
  })
  watchSilence()
  void take(false)
  channel.postMessage(ASK)

  return () => {
    hasLeft = true
    window.clearTimeout(silenceTimer)
    queued.abort()
    leading?.end()
    channel.close()
  }
}
