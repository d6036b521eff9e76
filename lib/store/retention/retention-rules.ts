import { hash } from 'node:crypto'
import type { MessageStatus } from '../../states.ts'
import { textOf } from '../db/sql.ts'
import { statusJoin } from '../queries/message-status.ts'

/** The statuses of finished messages. */
export const RETENTION_OUTCOMES = [
  'COMPLETED',
  'FAILED',
  'DISCARDED',
  'NO_HANDLER',
  'UNDECODABLE',
] as const satisfies readonly MessageStatus[]
export type RetentionOutcome = (typeof RETENTION_OUTCOMES)[number]

/** A period for some messages; null = any. */
export interface RetentionRule {
  readonly company: string | null
  /** event type, or a pattern: `*` stands for one or more characters */
  readonly type: string | null
  readonly outcome: RetentionOutcome | null
  /** from the end of the last delivery */
  readonly ms: number
}

/** Periods of finished messages. */
export interface RetentionPeriods {
  /** of messages that no rule names */
  readonly retentionMs: number
  readonly rules: readonly RetentionRule[]
}

/** All different periods, the shortest first. */
export function distinctPeriods({ retentionMs, rules }: RetentionPeriods): number[] {
  const periods = new Set([retentionMs, ...rules.map(({ ms }) => ms)])
  return [...periods].sort((a, b) => a - b)
}

/** Changes with each change of the periods. */
export function digestOfPeriods({ retentionMs, rules }: RetentionPeriods): string {
  return hash('sha256', JSON.stringify([retentionMs, rules]))
}

/** Parameters of `judgedBy`. */
export function valuesOfPeriods({ retentionMs, rules }: RetentionPeriods): unknown[] {
  return [
    retentionMs,
    rules.map(({ company }) => company),
    rules.map(({ type }) => (type === null ? null : likeOf(type))),
    rules.map(({ outcome }) => outcome),
    rules.map(({ ms }) => ms),
  ]
}

/** A `*` takes at least one character. */
function likeOf(pattern: string): string {
  return pattern.replaceAll(/[\\%_]/g, '\\$&').replaceAll('*', '_%')
}

/**
 * SQL of the messages of `walked` with their periods (`ms`). The first rule that fits an event counts.
 * A body is deleted as a whole: the event with the longest period decides.
 * @param first number of the first parameter, see `valuesOfPeriods`
 */
export function judgedBy(first: number): string {
  const [retentionMs, companies, types, outcomes, periods] = [0, 1, 2, 3, 4].map(
    (place) => `$${first + place}`,
  )
  return `
      select m.id, (
        select max(coalesce((
          select r.ms
          from unnest(${companies}::text[], ${types}::text[], ${outcomes}::text[], ${periods}::bigint[])
            with ordinality as r (company, type, outcome, ms, place)
          where (r.company is null or r.company = m.company) and (r.type is null or e.type like r.type)
            and (r.outcome is null or r.outcome = s.status)
          order by r.place limit 1), ${retentionMs}::bigint))
        from (select 1) one left join lateral (select type from event where message_id = m.id) e on true
      ) as ms
      from walked cross join lateral (select * from message where message.id = walked.id) m
      ${textOf(statusJoin)}`
}
