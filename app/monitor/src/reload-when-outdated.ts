const KEY = 'monitor.reloadedAt'
/** A second reload within this time would repeat endlessly (ms). */
const PAUSE_MS = 60_000

/**
 * Reloads the page if one of its files cannot be loaded: a deployment removes the files of the
 * previous version. It does not reload twice in a row, or if the browser cannot store that it did.
 */
export function reloadWhenOutdated(): void {
  window.addEventListener('vite:preloadError', () => {
    void isReachable().then((reachable) => {
      if (reachable && mayReload(Date.now())) window.location.reload()
    })
  })
}

/** During an outage, a reload would replace the page by an error page of the browser. */
function isReachable(): Promise<boolean> {
  const options: RequestInit = { method: 'HEAD', cache: 'no-store', redirect: 'manual' }
  return fetch(window.location.href, options).then(
    ({ status }) => status < 500,
    () => false,
  )
}

function mayReload(now: number): boolean {
  try {
    const before = Number(window.sessionStorage.getItem(KEY) ?? 0)
    if (now - before < PAUSE_MS) return false
    window.sessionStorage.setItem(KEY, String(now))
    return true
  } catch {
    return false
  }
}
