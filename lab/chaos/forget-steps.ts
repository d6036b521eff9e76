import pg from 'pg'

/** Where an erasure is held: in the statement that notes a step in the database, before its commit. */
export const FORGET_MOMENTS = [
  'before the ledger entry',
  'after the ledger entry',
  'closing the person',
  'in the transaction of the rows',
  'before the key',
  'after the key',
  'in the report',
] as const
export type ForgetMoment = (typeof FORGET_MOMENTS)[number]

const LOCKS = 4_243

/** Each statement that records a step takes its own shared lock, which only a run can hold. */
const TRIGGER = `
  create or replace function chaos_forget_step() returns trigger language plpgsql as $$
  declare
    moment int := case
      when new.state = 'finished' then 7
      when new.cursor is distinct from old.cursor
        then array_position(array['close', 'cancel', 'order', 'key', 'report'], new.cursor->>0) + 1
      when old.cursor is null and new.leased_by is not null then 1
    end;
  begin
    if moment is not null then perform pg_advisory_xact_lock_shared(${LOCKS}, moment); end if;
    return new;
  end $$;
  create or replace trigger chaos_forget_step before update on action
    for each row when (new.kind = 'forget') execute function chaos_forget_step()`

export async function prepareForgetSteps(db: pg.Pool): Promise<void> {
  await db.query(TRIGGER)
}

/** A step that no erasure passes. */
export interface HeldStep {
  /** the database user of the instance that waits there; null = none */
  waiting(): Promise<string | null>
  /** Lets the statement go on, or breaks it off. */
  release(how: 'goes on' | 'is broken off'): Promise<void>
}

/** @param connection of a role that may see and end the others' sessions */
export async function holdForgetStep(
  connection: pg.ClientConfig,
  moment: ForgetMoment,
): Promise<HeldStep> {
  const client = new pg.Client(connection)
  // The database may be taken away at any time: its locks end with it.
  client.on('error', () => undefined)
  await client.connect()
  const lock = [LOCKS, FORGET_MOMENTS.indexOf(moment) + 1]
  await client.query('select pg_advisory_lock($1, $2)', lock)
  const waiter = async () => {
    const { rows } = await client.query<{ pid: number; user: string }>(
      `select a.pid, a.usename as user from pg_locks l join pg_stat_activity a using (pid)
       where l.locktype = 'advisory' and l.classid = $1 and l.objid = $2 and not l.granted`,
      lock,
    )
    return rows[0] ?? null
  }
  return {
    waiting: async () => (await waiter())?.user ?? null,
    async release(how) {
      try {
        const pid = how === 'is broken off' ? (await waiter())?.pid : undefined
        if (pid !== undefined) await client.query('select pg_terminate_backend($1)', [pid])
      } finally {
        await client.end()
      }
    },
  }
}
