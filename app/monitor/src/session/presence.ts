/** Somebody who has not touched the page for so long is not there (ms). */
const AWAY_MS = 60_000
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const

let lastSign = Date.now()
for (const sign of SIGNS) {
  window.addEventListener(
    sign,
    () => {
      lastSign = Date.now()
    },
    { passive: true },
  )
}

/** What a request says of itself: reloads of a page that nobody looks at must not keep its session alive. */
export function presence(): '1' | 'away' {
  return Date.now() - lastSign < AWAY_MS ? '1' : 'away'
}
