import { styleText } from 'node:util'

/** Fields that nobody looks for at a terminal. */
const LEFT_OUT = new Set([
  'level',
  'written_at',
  'written_ts',
  'msg',
  'type',
  'logger',
  'layer',
  'correlation_id',
  'request_id',
  'tenant_id',
  'trace_id',
  'instance_id',
])
const LEFT_OUT_PREFIX = /^(component|source|container|organization|space)_/
/** Fields of a call. */
const OF_REQUESTS = ['method', 'request', 'response_status', 'response_time_ms'] as const

/** Whether the service's logger wrote the line; else a handler or a package did. */
export function isLogLine(line: string): boolean {
  return parsed(line)?.written_at !== undefined
}

/** A log line for a terminal. Other lines are unchanged. */
export function logText(line: string): string {
  const fields = parsed(line)
  if (fields === null) return line
  const time = new Date(String(fields.written_at)).toLocaleTimeString('en-GB')
  if (fields.type === 'request') {
    const text = OF_REQUESTS.map((name) => fields[name]).filter((value) => value !== undefined)
    return styleText('dim', `  ${time}  ${text.join(' ')}`)
  }
  const rest = Object.entries(fields)
    .filter(([name, value]) => !LEFT_OUT.has(name) && !LEFT_OUT_PREFIX.test(name) && value !== '-')
    .map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : value}`)
  const text = `  ${time}  ${fields.msg ?? ''}${rest.length > 0 ? `  ${rest.join(' ')}` : ''}`
  if (fields.level === 'warn') return styleText('yellow', text)
  return fields.level === 'error' || fields.level === 'fatal' ? styleText('red', text) : text
}

function parsed(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
