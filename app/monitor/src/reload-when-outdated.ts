const KEY = 'monitor.reloadedAt'
/** Whoever comes back this soon would come back for ever (ms). */
const PAUSE_MS = 60_000

/**
 * Loads the page again where a file of it cannot be loaded: after a deployment those of the version
 * before are gone. Not twice in a row, and not where the browser cannot remember that it was done.
 */
export function reloadWhenOutdated(): void {
  window.addEventListener('vite:preloadError', () => {
    if (mayReload(Date.now())) window.location.reload()
  })
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
