import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** Counts the logged errors of the instances by kind. */
export function summariseLogs(folder: string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.log'))) {
    for (const line of readFileSync(path.join(folder, file), 'utf8').split('\n')) {
      const kind = line === '' ? null : errorKind(line)
      if (kind === null) continue
      counts[kind] = (counts[kind] ?? 0) + 1
    }
  }
  return counts
}

/** null = no error: that the database is away now and then is what a run is made for. */
function errorKind(line: string): string | null {
  try {
    const { level, msg, code = '-' } = JSON.parse(line) as Record<string, unknown>
    return level === 'error' || level === 'fatal' ? `${msg} (code ${code})` : null
  } catch {
    // The last line of a process that was killed may be cut.
    return 'a line that is cut'
  }
}
