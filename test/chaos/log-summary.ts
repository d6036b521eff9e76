import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** What the instances logged as an error, each kind with its count. */
export function summariseLogs(folder: string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.log'))) {
    for (const line of readFileSync(path.join(folder, file), 'utf8').split('\n')) {
      if (line === '') continue
      const kind = kindOf(line)
      counts[kind] = (counts[kind] ?? 0) + 1
    }
  }
  return counts
}

function kindOf(line: string): string {
  try {
    const {
      msg,
      code = '-',
      handler = '-',
      reason = '-',
    } = JSON.parse(line) as Record<string, unknown>
    return `${msg} (code ${code}, handler ${handler}, reason ${reason})`
  } catch {
    // The last line of a process that was killed may be cut.
    return 'a line that is cut'
  }
}
