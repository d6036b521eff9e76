import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'

export interface ItemWriter {
  readonly failures: unknown[]
  /** items, each added and changed */
  written(): number
  stop(): Promise<void>
}

/** Adds and changes one item after the other, as a service does that runs while another one migrates. */
export function writeItems(pool: Pool): ItemWriter {
  const failures: unknown[] = []
  let written = 0
  let stopped = false

  async function keepOn(): Promise<void> {
    while (!stopped) {
      const values = [randomUUID()]
      try {
        const add = `insert into item (id, kind) values ($1, 'load')`
        await pool.query({ name: 'add', text: add, values })
        const change = `update item set state = 'changed' where id = $1`
        await pool.query({ name: 'change', text: change, values })
        written += 1
      } catch (error) {
        failures.push(error)
      }
    }
  }
  const ended = keepOn()
  return {
    failures,
    written: () => written,
    stop() {
      stopped = true
      return ended
    },
  }
}
