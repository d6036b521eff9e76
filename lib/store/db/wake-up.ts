import type { Pool, PoolClient } from 'pg'

const CHANNEL = 'sf_event_receiver_lanes'
/** Hints are gathered for this long: one NOTIFY for many commits, none of them inside a transaction. */
const COALESCE_MS = 10
const RECONNECT_MS = 2_000

export interface WakeUpSender {
  /** Tells the other instances that something is due. A hint: it may get lost. */
  send(): void
  close(): void
}

export function createWakeUpSender(pool: Pool, instanceId: string): WakeUpSender {
  let timer: NodeJS.Timeout | null = null
  function flush(): void {
    timer = null
    // Polling is the safety net: a lost hint costs a moment, so a failure is no news.
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

export interface WakeUpListener {
  close(): void
}

/** Keeps one connection that listens; when it breaks, a new one is opened after a pause. */
export function listenForWakeUps(
  pool: Pool,
  instanceId: string,
  onWakeUp: () => void,
): WakeUpListener {
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
          // Our own dispatcher was told directly.
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
