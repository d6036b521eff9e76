import type { Worker } from 'node:cluster'
import { once } from 'node:events'

/** Argument of the service: the port of its debugger. */
export const INSPECT_AT = '--inspect-at='

export const CLOSE_INSPECTOR = { inspector: 'close' }
export const OPEN_INSPECTOR = { inspector: 'open' }
export const INSPECTOR_CLOSED = { inspector: 'closed' }

/** A message between `dev` and a version. */
export interface InspectorMessage {
  readonly inspector?: string
}

/** A version that has not answered by then is paused (ms). */
const PAUSED_AFTER_MS = 2_000

/** Waits until a version has left the debugger's port, or has ended. */
export async function closeInspector(worker: Worker, onPaused: () => void): Promise<void> {
  if (!worker.isConnected()) return
  const abort = new AbortController()
  const closed = new Promise<void>((resolve) => {
    worker.on('message', ({ inspector }: InspectorMessage) => {
      if (inspector === INSPECTOR_CLOSED.inspector) resolve()
    })
  })
  const ended = once(worker, 'exit', { signal: abort.signal }).catch(() => undefined)
  const timer = setTimeout(onPaused, PAUSED_AFTER_MS)
  worker.send(CLOSE_INSPECTOR)
  await Promise.race([closed, ended])
  clearTimeout(timer)
  abort.abort()
}
