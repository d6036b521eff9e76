import { type LiveNews, openStream } from './open-stream.ts'

/** Of the lock whose holder has the stream, and of the channel on which it tells the other tabs. */
const NAME = 'monitor-live'
/** The tab with the stream says this often that it is there. */
const SPEAK_MS = 5_000
/** A tab with the stream that is silent for so long hangs: another one takes over. */
const SILENT_AFTER_MS = 16_000

const NOT_OPEN: LiveNews = { open: null, change: null, changed: false }
const ASK = 'ask'

/**
 * Follows the stream of changes together with the other tabs: a browser opens six connections to a
 * host, and one that each tab keeps open leaves none for requests. The tab that holds the lock has
 * the stream and tells the others. @returns leaves the others
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

  /** Also to itself: without the stream each tab looks for changes by itself from time to time. */
  function speak(): void {
    if (leading === null) return
    const news = { ...leading.news, changed: false }
    tell(news)
    channel.postMessage(news)
  }

  /** Waits for the lock, or takes it away from a tab that hangs. */
  async function take(steal: boolean): Promise<void> {
    queued.abort()
    const own = new AbortController()
    queued = own
    const options = steal ? { steal } : { signal: own.signal }
    // Rejects when the wait is given up, and when another tab takes the lock away.
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
