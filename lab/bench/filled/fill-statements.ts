import type { Vault } from '../../../lib/encryption/vault.ts'
import { uuidOfDigest } from '../../../lib/store/db/uuid-of-digest.ts'
import { employeeMark, FIRST_EMPLOYEE, sequenceMark } from '../load/message-template.ts'
import { bodies, type Filling, NO_HANDLER_EVERY, REPEAT_EVERY, SUBJECT_STEP } from './filling.ts'

/** In an id that is looked for over HTTP. */
export const eventIdOf = (sequence: number) => `8b6d1e94-20cf-4d3a-8e55-${digits(sequence)}`
export const externalEventIdOf = (sequence: number) => `3f0c2a51-77aa-4b1e-9d10-${digits(sequence)}`

export const RARE_TYPE = 'com.successfactors.Employment.GlobalAssignment.Start'
export const RARE_COMPANY = 'contoso'
export const RARE_CLIENT = 'sb-other'

const INSTANCE = "'00000000-0000-7000-8000-000000000000'::uuid"
const TYPES = `(case when g % 1000 = 7 then '${RARE_TYPE}'
  when g % 3 = 0 then 'com.successfactors.Employment.AssignmentInformation.Hire'
  else 'com.successfactors.Employment.AssignmentInformation.Termination' end)`
/** The latest one of the sequence is due last: the head of each lane is in the first round of waiting. */
const isHead = ({ subjects }: Filling) => `(waits and place < ${subjects})`

/** Callers, subjects and handlers; then the messages as they are to be, in a table of their own. Persons are staged. */
export function stage(filling: Filling): string[] {
  const { handlers, subjects, firstSubject, finished, waiting, firstSequence: first } = filling
  return [
    `insert into caller (issuer, client_id, tenant) values ('bench', 'successfactors', 'bench'),
      ('bench', '${RARE_CLIENT}', 'bench') on conflict do nothing`,
    `insert into instance (id, role, version, handler_ids, lease_ms, ended_at)
      values (${INSTANCE}, 'all', 'bench', '{}', 30000, now()) on conflict do nothing`,
    `insert into handler (name, definition)
      select unnest(array[${handlers.map((name) => `'${name}'`)}]), '{}' on conflict do nothing`,
    `insert into subject (company, kind, key_digest, key_id, key)
      select ${companyOf(`employee - ${FIRST_EMPLOYEE}`)}, 'userId', key_digest, key_id, key
      from filler_person order by employee on conflict do nothing`,
    // It would encrypt finished messages while the service is measured.
    `insert into job (name, due_at, cursor) values ('encryption', now() + interval '1 day', '{"step": 1000, "after": null}')
      on conflict do nothing`,
    'drop table if exists filler',
    `create unlogged table filler as
      select g, at as received_at, g * 1024::bigint as position, waits, place,
        (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7'
          || lpad(to_hex(g & 4095), 3, '0') || '8' || substr(md5(g::text), 1, 15))::uuid as id,
        not waits and g % ${REPEAT_EVERY} = 0 as repeat,
        not waits and g % ${REPEAT_EVERY} > 0 and g % ${NO_HANDLER_EVERY} = 4 as untaken,
        ${FIRST_EMPLOYEE + firstSubject} + g::bigint * ${SUBJECT_STEP} % ${subjects} as employee
      from generate_series(${first}, ${first + finished + waiting - 1}) g,
        lateral (select g - ${first + finished} as place, g >= ${first + finished} as waits) w,
        lateral (select case
          when waits then now() - (${waiting} - place) * interval '1 millisecond'
          else now() - interval '10 minutes' + place * (interval '60 days' / ${Math.max(finished, 1)})
        end as at) t`,
    'drop table if exists filler_subject',
    `create unlogged table filler_subject as
      select s.id, p.employee, s.key_id, p.search_user, p.search_person
      from filler_person p join subject s using (key_digest)`,
    'analyze filler',
    'analyze filler_subject',
    `select setval('event_position', greatest((select max(position) from filler), 1))`,
  ]
}

/** The statements that insert received messages. */
export function received(vault: Vault): string[] {
  const plants = Array.from({ length: 10 }, (_, number) => hashOf(vault, String(number)))
  return [
    `insert into message (id, received_at, state, event_count, company, caller_id, instance_id,
        correlation_id, content_type, format, contract, type, external_event_id, duplicate_of, error_code,
        key_id, body)
      select f.id, received_at,
        case when repeat and g % 25 = 0 then 'undecodable' else 'recorded' end,
        case when repeat and g % 25 = 0 then 0 else 1 end,
        ${companyOf(`employee - ${FIRST_EMPLOYEE}`)}, caller_id, ${INSTANCE}, correlation_id,
        'text/xml; charset=utf-8', 'soap11', 'v2', ${TYPES}, '3f0c2a51-77aa-4b1e-9d10-' || lpad(g::text, 12, '0'),
        case when repeat and g % 25 > 0 then lag(f.id) over (order by g) end,
        case when repeat and g % 25 = 0 then 'xml_malformed' end,
        case when b.body is not null then p.key_id end,
        coalesce(b.body, convert_to(replace(replace('${bodies.finished}',
          '${sequenceMark}', lpad(g::text, 12, '0')), '${employeeMark}', employee::text), 'UTF8'))
      from filler f join filler_person p using (employee) left join filler_body b on b.id = f.id,
        lateral (select min(id) filter (where client_id = case when g % 500 = 9 then '${RARE_CLIENT}'
          else 'successfactors' end) as caller_id from caller) c,
        lateral (select 'c0' || substr(md5(g::text), 1, 30) as correlation_id) i
      order by g`,
    `insert into event (message_id, ordinal, position, subject_id, event_id, type, entity_type,
        published_at, duplicate_of, duplicate_of_ordinal, other_content, search, effective_on, no_handler)
      select f.id, 0, position, s.id, '8b6d1e94-20cf-4d3a-8e55-' || lpad(g::text, 12, '0'), ${TYPES}, 'EmpJob',
        received_at, previous, case when previous is not null then 0 end, false,
        array[search_user, search_person, ${hashOf(vault, PLANT)}, (array[${plants}])[g % 10 + 1]], received_at::date + (g % 40 - 10)::int,
        case when untaken then true end
      from (select *, case when repeat then lag(id) over (order by g) end as previous from filler) f
      join filler_subject s using (employee)
      where not (repeat and g % 25 = 0)
      order by g`,
  ]
}

/** The statements that insert deliveries and their results. */
export function handled(vault: Vault, filling: Filling): string[] {
  const { handlers, firstSubject, parkedLanes, retryingLanes, firstSequence: first } = filling
  const of = (name: string | undefined, from: number, lanes: number) =>
    `(h.name = '${name}' and employee - ${FIRST_EMPLOYEE + firstSubject + from} between 0 and ${lanes - 1})`
  const parked = of(handlers.at(-1), 0, parkedLanes)
  // Of other subjects: a message that failed for one handler is not shown as one in retry.
  const retrying = of(handlers[0], parkedLanes, retryingLanes)
  const head = isHead(filling)
  const each = `filler f cross join handler h join filler_subject s using (employee)`
  return [
    `insert into delivery (message_id, ordinal, handler_id, subject_id, position, state, holds_place, late,
        attempts_started, counted_attempts, due_at, settled_at, reason_code)
      select f.id, 0, h.id, s.id, position, d.state, waits,
        g % 1000 = 11, case when d.state = 'waiting' then 0 else 1 end,
        case when d.state in ('failed', 'retrying') then 1 else 0 end,
        case when d.state = 'retrying' then now() + interval '1 hour' end,
        case when not waits then received_at + interval '40 milliseconds' end,
        case when d.state = 'failed' then 'rejected' when d.state = 'retrying' then 'error' end
      from ${each},
        lateral (select case
          when waits then case when not ${head} then 'waiting'
            when ${parked} then 'failed' when ${retrying} then 'retrying' else 'waiting' end
          when g % 400 = 1 then 'skipped' when g % 400 = 2 then 'cancelled'
          when g % 400 = 3 then 'failed' else 'completed' end as state) d
      where not repeat and not untaken order by g`,
    `insert into attempt (message_id, ordinal, handler_id, run, number, lease, instance_id, started_at,
        ended_at, outcome, error_cause, error)
      select f.id, 0, h.id, 0, 1, 1, ${INSTANCE}, received_at + interval '20 milliseconds',
        received_at + interval '30 milliseconds', outcome,
        case when outcome <> 'completed' then '${uuidOfDigest(vault.digest('cause', 'no such account'))}'::uuid end,
        case when outcome <> 'completed'
          then convert_to('{"name": "Error", "message": "no such account", "code": null}', 'UTF8') end
      from ${each},
        lateral (select case when not waits then case when g % 400 = 3 then 'rejected' else 'completed' end
          when ${head} and ${parked} then 'rejected' when ${head} and ${retrying} then 'retry' end as outcome) a
      where not repeat and not untaken and outcome is not null order by g`,
    `insert into unsuccessful_delivery (state, message_id, ordinal, handler_id, run)
      select state, message_id, ordinal, handler_id, run from delivery
      where not holds_place and state in ('failed', 'skipped', 'cancelled') and position >= ${first} * 1024::bigint
      on conflict do nothing`,
    `insert into lane (handler_id, subject_id, status, waiting, settled_position, head_position,
        head_state, due_at, published_at)
      select h.id, s.id, case when ${parked} then 'parked' else 'open' end,
        count(*) filter (where waits), coalesce(max(position) filter (where not waits), 0),
        case when ${parked} or ${retrying} then min(position) filter (where waits) end,
        case when ${retrying} and not ${parked} then 'retrying' end,
        case when ${parked} then null when ${retrying} then now() + interval '1 hour'
          else min(received_at) filter (where waits) end,
        max(received_at)
      from ${each} where not repeat and not untaken
      group by h.id, h.name, s.id, employee
      order by min(place) filter (where waits)
      on conflict (handler_id, subject_id) do update
        set waiting = lane.waiting + excluded.waiting, due_at = excluded.due_at`,
  ]
}

export const dropStage = 'drop table filler, filler_subject, filler_person, filler_body'

/** Each event names a plant by this word and a digit. */
export const PLANT = 'plant'

function hashOf(vault: Vault, word: string): string {
  return `${vault.searchHashes(word)[0]}::bigint`
}

function companyOf(number: string): string {
  return `case when (${number}) % 50 = 3 then '${RARE_COMPANY}' else 'northwind' end`
}

function digits(sequence: number): string {
  return String(sequence).padStart(12, '0')
}
