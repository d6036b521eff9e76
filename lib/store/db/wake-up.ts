import type { Pool, PoolClient } from 'pg'

const CHANNEL = 'sf_event_receiver_lanes'
/** Collects hints for this time: one NOTIFY for many commits, outside of their transactions. */
const COALESCE_MS = 10
const RECONNECT_MS = 2_000

export interface WakeUpSender {
  /** Notifies the other instances of due lanes. A hint may get lost. */
  send(): void
  close(): void
}

export function createWakeUpSender(pool: Pool, instanceId: string): WakeUpSender {
  let timer: NodeJS.Timeout | null = null
  function flush(): void {
    timer = null
    // Ignores failures: polling replaces a lost hint.
    pool.query('select pg_notify($1, $2)', [CHANNEL, instanceId]).catch(() => undefined)
  }
  return {
    send() {
      if (timer === null) timer = setTimeout(flush, COALESCE_MS)
    },
    close() {
      if (timer !== null) clearTimeout(timer)
    },
  }
}

/** Listens on one connection; opens a new one after a pause if it breaks. */
export function listenForWakeUps(
  pool: Pool,
  instanceId: string,
  onWakeUp: () => void,
): { close(): void } {
  let closed = false
  let client: PoolClient | null = null
  let timer: NodeJS.Timeout | null = null

  function again(broken: PoolClient): void {
    if (client !== broken) return
    client = null
    broken.release(true)
    retry()
  }
  function retry(): void {
    if (!closed && timer === null) timer = setTimeout(connect, RECONNECT_MS)
  }
  function connect(): void {
    timer = null
    pool
      .connect()
      .then(async (connected) => {
        if (closed) return connected.release(true)
        client = connected
        connected.on('error', () => again(connected))
        connected.on('notification', ({ payload }) => {
          // The own dispatcher has already received the hint.
          if (payload !== instanceId) onWakeUp()
        })
        await connected.query(`listen ${CHANNEL}`).catch(() => again(connected))
      })
      .catch(retry)
  }
  connect()
  return {
    close() {
      closed = true
      if (timer !== null) clearTimeout(timer)
      const listening = client
      client = null
      listening?.release(true)
    },
  }
}
