/**
 * SQL that is true for a message `m` in which nothing is left to be done, and whose last delivery ended
 * that long ago. What is open stays, however old: a parked head and all behind it wait for a person.
 * A body that could not be decoded has no deliveries and goes with its time: it is personal data of
 * unknown kind, and it has alerted.
 * What waits to be handed to a handler that nobody has had for as long goes too: it was removed.
 * @param ageMs SQL of a bigint
 */
export function finished(ageMs: string): string {
  return `not exists (
        select from delivery d
        where d.message_id = m.id and (d.holds_place or d.state in ('waiting', 'scheduled', 'running', 'retrying')
          or d.settled_at > receiver_clock() - ${ageMs} * interval '1 millisecond'))
      and not exists (select from deferred_delivery d where d.message_id = m.id)
      and not exists (
        select from handler h join pending_fan_out f on f.handler_id = h.id and f.message_id = m.id
        where h.retired_at is null or h.retired_at > receiver_clock() - ${ageMs} * interval '1 millisecond')`
}
