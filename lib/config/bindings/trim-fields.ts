import { type Binding, placeOf } from './binding.ts'

/** A folder's files often end with a newline, which belongs to no value. Pure. */
export function trimFields(binding: Binding): Binding {
  return { ...binding, credentials: trimmed(binding.credentials) as Binding['credentials'] }
}

function trimmed(value: unknown): unknown {
  if (typeof value === 'string') return value.trim()
  if (Array.isArray(value)) return value.map(trimmed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, trimmed(inner)]))
}

/** The SAP Cloud SDK reads these fields from the files itself and does not trim them. */
const READ_BY_SDK = ['clientid', 'clientsecret', 'url', 'uri', 'certurl']

/** The fields of a bound destination service that the SAP Cloud SDK could not use. Pure. */
export function untrimmedForSdk(binding: Binding): string[] {
  if (binding.label !== 'destination') return []
  return READ_BY_SDK.filter((field) => {
    const value = binding.credentials[field]
    return typeof value === 'string' && value !== value.trim()
  }).map(
    (field) =>
      `${placeOf(binding)}.${field}: expected no white space around the value; remove it from the file`,
  )
}
