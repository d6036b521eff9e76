/** One line of the metrics endpoint. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

const LINE = /^(\w+)(?:\{(.*)\})? (\S+)$/
const LABEL = /(\w+)="([^"]*)"/g
const TIMEOUT_MS = 10_000

/** Reads the service's metrics with a token of somebody who may. */
export async function readMetrics(url: string, token: string): Promise<Sample[]> {
  const response = await fetch(url, {
    headers: { Authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`expected metrics from ${url}, got HTTP ${response.status}`)
  return parseMetrics(text)
}

/** Prometheus' text format, as far as the service writes it. */
export function parseMetrics(text: string): Sample[] {
  return text.split('\n').flatMap((line) => {
    const [, name, labels = '', value] = LINE.exec(line) ?? []
    if (name === undefined) return []
    const pairs = [...labels.matchAll(LABEL)].map(([, key = '', label = '']) => [key, label])
    return [{ name, labels: Object.fromEntries(pairs), value: Number(value) }]
  })
}
