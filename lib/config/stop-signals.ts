/**
 * Signals that stop a service. Windows has no SIGTERM: Ctrl-C is SIGINT, Ctrl-Break SIGBREAK, and
 * closing the window SIGHUP. Elsewhere SIGHUP belongs to `nohup`.
 */
export const STOP_SIGNALS: readonly NodeJS.Signals[] =
  process.platform === 'win32' ? ['SIGTERM', 'SIGINT', 'SIGBREAK', 'SIGHUP'] : ['SIGTERM', 'SIGINT']

/** The message in place of SIGTERM between two of our processes. */
const STOP = { stop: 'sf-event-receiver' } as const

/** A process that this one started with a channel. */
export interface Child {
  readonly connected: boolean
  send(message: object): boolean
  kill(signal: NodeJS.Signals): boolean
}

/** Asks a service to stop gracefully. On Windows, a signal would end it at once. */
export function askToStop(child: Child): void {
  if (child.connected) child.send(STOP)
  else child.kill('SIGTERM')
}

/** Calls `onStop` for `askToStop` of the parent. */
export function onStopMessage(onStop: () => void): void {
  process.on('message', (message: Partial<typeof STOP> | null) => {
    if (message?.stop === STOP.stop) onStop()
  })
}

/** Acts as if SIGTERM had arrived, on Windows too, where it would end this process at once. */
export function stopThisProcess(): void {
  if (!process.emit('SIGTERM', 'SIGTERM')) process.kill(process.pid, 'SIGTERM')
}
