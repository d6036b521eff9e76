import { normalizedName } from './person-fields.ts'

/** Fields that date or number a slice of a record: all slices of a record share its lane. */
const SLICE_FIELDS = new Set(
  [
    'startDate',
    'endDate',
    'seqNumber',
    'sequenceNumber',
    'effectiveStartDate',
    'effectiveEndDate',
    'effectiveDate',
    'effectiveSequence',
    'mdfSystemEffectiveStartDate',
    'mdfSystemEffectiveEndDate',
    'asOfDate',
  ].map(normalizedName),
)

export function isSliceField(name: string): boolean {
  return SLICE_FIELDS.has(normalizedName(name))
}
