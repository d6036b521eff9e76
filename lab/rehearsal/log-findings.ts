/** Fields that SAP Cloud Logging takes from a line, whatever it is about. */
const FIELDS = [
  'type',
  'level',
  'msg',
  'written_at',
  'written_ts',
  'component_id',
  'component_name',
  'component_instance',
  'layer',
  'organization_name',
  'space_name',
] as const

/** The faulty log lines of an instance: invalid JSON, missing fields, errors. */
export function logFindings(lines: readonly string[]): string[] {
  return lines.flatMap((line) => {
    const record = asRecord(line)
    if (record === null) return [`no JSON: ${line.slice(0, 200)}`]
    const missing = FIELDS.filter(
      (field) => record[field] === undefined && !(field === 'msg' && record.type === 'request'),
    )
    const findings = missing.map((field) => `no ${field}: ${line.slice(0, 200)}`)
    const isError = record.level === 'error' || record.level === 'fatal'
    return isError ? [...findings, `an error: ${line.slice(0, 300)}`] : findings
  })
}

function asRecord(line: string): Record<string, unknown> | null {
  try {
    return JSON.parse(line) as Record<string, unknown>
  } catch {
    return null
  }
}
