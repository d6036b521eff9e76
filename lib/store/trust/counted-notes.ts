import { LRUCache } from 'lru-cache'
import type { Pool } from 'pg'
import { type SenderRule, senderRuleFor } from '../../auth/sender-rule.ts'
import { defineStatement, execute } from '../db/statement.ts'
import type { MessageToRecord } from '../record/recording.ts'

export interface CountedNotesOptions {
  readonly pool: Pool
  readonly senders: readonly SenderRule[]
  /** monotonic milliseconds */
  readonly now: () => number
  readonly onFailure: (error: unknown) => void
}

/** Writes each type at most once in this time (ms). */
const EVERY_MS = 60_000
const MAX_TYPES = 1_000

const statement = defineStatement({
  name: 'note-counted-type',
  text: `
    insert into counted_type (company, type, seen_at) values ($1, $2, $3)
    on conflict (company, type) do update set seen_at = greatest(counted_type.seen_at, excluded.seen_at)`,
})

/**
 * Stores the last time of accepted senders' events, for types with sender rules. Runs in the background;
 * the next event replaces a lost write.
 * @returns function for the messages of each commit
 */
export function createCountedNotes({
  pool,
  senders,
  now,
  onFailure,
}: CountedNotesOptions): (messages: readonly MessageToRecord[]) => void {
  const noted = new LRUCache<string, number>({ max: MAX_TYPES })

  function note(company: string, type: string, receivedAt: Date): void {
    const key = JSON.stringify([company, type])
    const last = noted.get(key)
    if (last !== undefined && now() - last < EVERY_MS) return
    noted.set(key, now())
    execute(pool, statement, [company, type, receivedAt.toISOString()]).catch((error: unknown) => {
      noted.delete(key)
      onFailure(error)
    })
  }

  return (messages) => {
    if (senders.length === 0) return
    for (const { company, events, receivedAt } of messages) {
      for (const { event, discarded } of events) {
        const { type } = event
        if (discarded !== null || senderRuleFor(senders, { type, company }) === null) continue
        note(company ?? '', type ?? '', receivedAt)
      }
    }
  }
}
