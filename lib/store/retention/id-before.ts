/**
 * SQL of the smallest UUIDv7 of that time: older rows have smaller ids, so the primary key tells the age.
 * @param ageMs SQL of a bigint
 */
export function idBefore(ageMs: string): string {
  return `(lpad(to_hex(floor(extract(epoch from receiver_clock()) * 1000)::bigint - ${ageMs}), 12, '0')
      || '00000000000000000000')::uuid`
}
