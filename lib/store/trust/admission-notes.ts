import type { Pool } from 'pg'
import type { CallerId } from '../../auth/caller.ts'
import { defineStatement, execute } from '../db/statement.ts'

export interface AdmissionNotes {
  /** Never blocks and never throws. */
  add(caller: CallerId, at: Date): void
  /** Writes the remaining notes. */
  close(): Promise<void>
}

export interface AdmissionNotesOptions {
  readonly pool: Pool
  readonly flushMs: number
  readonly onFailure: (error: unknown) => void
}

/** Limit of clients; trusted issuers have few. */
const MAX_CLIENTS = 1_000

interface Note {
  readonly issuer: string
  readonly clientId: string
  readonly at: Date
}

const statement = defineStatement({
  name: 'note-admissions',
  text: `
    insert into admitted_client as known (issuer, client_id, last_at)
    select issuer, "clientId", at
    from jsonb_to_recordset($1::jsonb) as n (issuer text, "clientId" text, at timestamptz)
    order by 1, 2
    on conflict (issuer, client_id) do update set last_at = excluded.last_at where known.last_at < excluded.last_at`,
})

/**
 * Stores each client's last admission periodically and outside of its calls. The page compares it with
 * the client's latest refusal.
 */
export function createAdmissionNotes(options: AdmissionNotesOptions): AdmissionNotes {
  const { pool, flushMs, onFailure } = options
  let notes = new Map<string, Note>()
  let writing: Promise<void> | null = null

  function add({ issuer, clientId }: CallerId, at: Date): void {
    const key = JSON.stringify([issuer, clientId])
    if (notes.has(key) || notes.size < MAX_CLIENTS) notes.set(key, { issuer, clientId, at })
  }

  async function write(): Promise<void> {
    const taken = notes
    notes = new Map()
    try {
      await execute(pool, statement, [JSON.stringify([...taken.values()])])
    } catch (error) {
      for (const [key, note] of taken) if (!notes.has(key)) notes.set(key, note)
      onFailure(error)
    }
  }

  function flush(): Promise<void> {
    if (notes.size === 0 && writing === null) return Promise.resolve()
    writing ??= write().finally(() => {
      writing = null
    })
    return writing
  }

  const timer = setInterval(() => void flush(), flushMs)
  timer.unref()
  return {
    add,
    async close() {
      clearInterval(timer)
      await writing
      await flush()
    },
  }
}
