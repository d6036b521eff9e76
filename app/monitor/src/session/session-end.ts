import { createListeners } from '../live/listeners.ts'

/** Resolves when the session continues; null = it has not ended. */
let paused: { readonly over: Promise<void>; readonly goOn: () => void } | null = null
const listeners = createListeners()

export const hasSessionEnded = () => paused !== null

export const watchSession = listeners.add

/** The session has ended: the page stays unchanged and says so. */
export function endSession(): void {
  if (paused !== null) return
  let goOn = () => {}
  const over = new Promise<void>((resolve) => {
    goOn = resolve
  })
  paused = { over, goOn }
  listeners.tell()
}

/** The same user has logged in again: waiting requests continue. */
export function resumeSession(): void {
  if (paused === null) return
  const { goOn } = paused
  paused = null
  goOn()
  listeners.tell()
}

/** Waits until the session continues. */
export async function whileSessionIsOver(signal?: AbortSignal): Promise<void> {
  if (paused === null) return
  const gaveUp = new Promise<never>((_, reject) => {
    const giveUp = () => reject(signal?.reason)
    if (signal?.aborted === true) giveUp()
    signal?.addEventListener('abort', giveUp, { once: true })
  })
  await Promise.race([paused.over, gaveUp])
}
