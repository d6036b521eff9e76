/**
 * SQL of the least UUIDv7 that was made that long ago: ids of older rows are less, so that the primary
 * key says how old a row is.
 * @param ageMs SQL of a bigint
 */
export function idBefore(ageMs: string): string {
  return `(lpad(to_hex(floor(extract(epoch from receiver_clock()) * 1000)::bigint - ${ageMs}), 12, '0')
      || '00000000000000000000')::uuid`
}

/** Before every id. */
export const FIRST_ID = '00000000-0000-0000-0000-000000000000'
