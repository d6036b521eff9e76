/**
 * SQL that is true for an event of a forgotten subject. The message that tells handlers of the erasure has
 * the id of its action: its event counts as any other.
 */
export function isForgotten(event: string): string {
  return `exists (select from subject s where s.id = ${event}.subject_id and s.forgotten_at is not null
        and s.forget_action is distinct from ${event}.message_id)`
}
