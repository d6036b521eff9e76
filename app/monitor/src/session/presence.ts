/** A user without input for this long counts as absent (ms). */
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

/**
 * Marks a request as made with or without the user. Reloads of an unattended page must not extend
 * the session.
 */
export function presence(): '1' | 'away' {
  return Date.now() - lastSign < AWAY_MS ? '1' : 'away'
}
