import type { Pool } from 'pg'
import { ACTION_OUTCOMES, type ActionOutcome } from '../../states.ts'
import { query } from '../db/query.ts'
import { raw, type Sql, sql } from '../db/sql.ts'

/** Numbers of an action's deliveries by current outcome. */
export type OutcomeCounts = Readonly<Record<ActionOutcome, number>> & {
  /** counted deliveries */
  readonly counted: number
  /** the action changed more deliveries than counted */
  readonly atLeast: boolean
}

/** An action with the limit of counted deliveries. */
export interface CountedAction {
  readonly id: string
  readonly most: number
  /** the action has more deliveries */
  readonly atLeast: boolean
}

/**
 * SQL that joins `o`, the delivery with the outcome of item `i` of action `a`. `offset 0` forces look-ups by
 * key: the planner must not read whole tables or all items of later actions.
 */
export const outcomeOfItem = sql`left join lateral (
    select d.run, d.reason_code as "reasonCode", d.subject_id, case when exists (
        select from (
          select action_id, result from action_item
          where message_id = d.message_id and ordinal = d.ordinal and handler_id = d.handler_id
            and run = d.run
          offset 0
        ) l join action la on la.id = l.action_id
        where l.action_id > a.id and l.result = 'done' and la.kind in ('replay', 'edit')
      ) then 'replayedLater' else d.state end as outcome
    from delivery d
    where d.message_id = i.message_id and d.ordinal = i.ordinal and d.handler_id = i.handler_id
      and d.run = ${runOfItem()}
    offset 0
  ) o on i.result = 'done'`

/** SQL of the run that a re-run added: the next one, or the action's own. */
function runOfItem(): Sql {
  return raw(
    `case when a.kind = 'rerun' then coalesce((a.detail->>'run')::int, i.run + 1) else i.run end`,
  )
}

/** Counts the outcomes of each action. */
export async function countOutcomes(
  pool: Pool,
  actions: readonly CountedAction[],
): Promise<OutcomeCounts[]> {
  if (actions.every(({ most }) => most === 0)) return actions.map((action) => countsOf([], action))
  const rows = await query<{ id: string; outcome: ActionOutcome; count: number }>(
    pool,
    sql`select a.id, o.outcome, count(*)::int as count
      from unnest(${actions.map(({ id }) => id)}::uuid[],
        ${actions.map(({ most }) => most)}::int[]) as wanted (id, most)
      join action a on a.id = wanted.id and wanted.most > 0
      cross join lateral (
        select message_id, ordinal, handler_id, run, result from action_item
        where action_id = a.id and result = 'done'
        order by message_id desc, ordinal desc, handler_id desc, run desc limit wanted.most
      ) i
      ${outcomeOfItem}
      where o.outcome is not null
      group by a.id, o.outcome`,
  )
  const byAction = Map.groupBy(rows, ({ id }) => id)
  return actions.map((action) => countsOf(byAction.get(action.id) ?? [], action))
}

function countsOf(
  rows: readonly { readonly outcome: ActionOutcome; readonly count: number }[],
  { atLeast }: CountedAction,
): OutcomeCounts {
  const counts = Object.fromEntries(ACTION_OUTCOMES.map((outcome) => [outcome, 0]))
  for (const { outcome, count } of rows) counts[outcome] = count
  const counted = rows.reduce((sum, { count }) => sum + count, 0)
  return { ...(counts as Record<ActionOutcome, number>), counted, atLeast }
}
