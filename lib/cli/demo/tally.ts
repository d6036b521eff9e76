/** A line of the metrics endpoint. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** Results of a handler. */
export interface HandlerTally {
  readonly completed: number
  /** attempts that were followed by a retry */
  readonly retried: number
  readonly parked: number
  /** waiting behind a parked delivery */
  readonly behind: number
  /** neither settled, parked nor behind */
  readonly moving: number
}

/** Results of calls and events so far. */
export interface Tally {
  readonly accepted: number
  readonly duplicates: number
  readonly undecodable: number
  readonly refused: number
  /** new events */
  readonly events: number
  readonly handlers: Readonly<Record<string, HandlerTally>>
}

const LINE = /^(\w+)(?:\{(.*)\})? (\S+)$/
const LABEL = /(\w+)="([^"]*)"/g
const TIMEOUT_MS = 10_000
const PREFIX = 'sf_event_receiver_'
const REFUSED = ['401', '403']
const RETRIED = ['retry', 'timed-out']

/** Adds up the service's metrics. */
export function tallyOf(samples: readonly Sample[], handlers: readonly string[]): Tally {
  const sum = (name: string, wanted: Readonly<Record<string, readonly string[]>> = {}) =>
    samples
      .filter((sample) => sample.name === PREFIX + name && matches(sample, wanted))
      .reduce((total, { value }) => total + value, 0)
  const tallyHandler = (handler: string): HandlerTally => {
    const open = (state: string) => sum('open_deliveries', { handler: [handler], state: [state] })
    const ended = (outcome: readonly string[]) =>
      sum('attempts_total', { handler: [handler], outcome })
    return {
      completed: ended(['completed']),
      retried: ended(RETRIED),
      parked: open('parked'),
      behind: open('behind'),
      moving: open('moving'),
    }
  }
  return {
    accepted: sum('messages_total', { outcome: ['accepted'] }),
    duplicates: sum('messages_total', { outcome: ['repeat'] }),
    undecodable: sum('messages_total', { outcome: ['undecodable'] }),
    refused: sum('calls_total', { status: REFUSED }),
    events: sum('events_total'),
    handlers: Object.fromEntries(handlers.map((name) => [name, tallyHandler(name)])),
  }
}

function matches({ labels }: Sample, wanted: Readonly<Record<string, readonly string[]>>): boolean {
  return Object.entries(wanted).every(([name, values]) => values.includes(labels[name] ?? ''))
}

/** The results since `start`: an earlier demo may have left parked lanes. */
export function since(start: Tally, end: Tally): Tally {
  const handlers = Object.entries(end.handlers).map(([name, tally]) => {
    const before = start.handlers[name]
    const minus = (figure: keyof HandlerTally) => tally[figure] - (before?.[figure] ?? 0)
    return [
      name,
      {
        completed: minus('completed'),
        retried: minus('retried'),
        parked: minus('parked'),
        behind: minus('behind'),
        moving: tally.moving,
      },
    ] as const
  })
  return {
    accepted: end.accepted - start.accepted,
    duplicates: end.duplicates - start.duplicates,
    undecodable: end.undecodable - start.undecodable,
    refused: end.refused - start.refused,
    events: end.events - start.events,
    handlers: Object.fromEntries(handlers),
  }
}

export function handlersOf(tally: Tally): HandlerTally[] {
  return Object.values(tally.handlers)
}

export function moving(tally: Tally): number {
  return handlersOf(tally).reduce((total, handler) => total + handler.moving, 0)
}

/** Reads the service's metrics. */
export async function readMetrics(url: string, token: string): Promise<Sample[]> {
  const response = await fetch(url, {
    headers: { Authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`expected metrics from ${url}, got HTTP ${response.status}`)
  return parseMetrics(text)
}

/** Parses Prometheus' text format, as the service writes it. */
export function parseMetrics(text: string): Sample[] {
  return text.split('\n').flatMap((line) => {
    const [, name, labels = '', value] = LINE.exec(line) ?? []
    if (name === undefined) return []
    const pairs = [...labels.matchAll(LABEL)].map(([, key = '', label = '']) => [key, label])
    return [{ name, labels: Object.fromEntries(pairs), value: Number(value) }]
  })
}
