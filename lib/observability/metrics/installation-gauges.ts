import { Gauge, type Registry } from 'prom-client'
import { ALERT_KINDS } from '../../states.ts'
import type { OpenDeliveries } from '../../store/stats/count-open-deliveries.ts'
import type { InstallationStats } from '../../store/stats/installation.ts'

export interface InstallationSources {
  /** read once per scrape; a rejection omits the gauges */
  readonly open: () => Promise<readonly OpenDeliveries[]>
  readonly installation: () => Promise<InstallationStats>
}

const STATES = ['running', 'held', 'open', 'retired'] as const

/** Gauges from the database. Every instance reports the same: queries use max, not sum. */
export function installationGauges(
  registry: Registry,
  prefix: string,
  sources: InstallationSources,
): void {
  const installation = shared(sources.installation)
  function gauge<Stats>(
    name: string,
    help: string,
    labelNames: string[],
    read: () => Promise<Stats | null>,
    tell: (gauge: Gauge<string>, stats: Stats) => void,
  ): void {
    new Gauge({
      name: prefix + name,
      help: `${help}; of the installation`,
      labelNames,
      registers: [registry],
      async collect() {
        const stats = await read()
        // Without labels, a reset would report 0.
        if (labelNames.length > 0) this.reset()
        else this.remove()
        if (stats !== null) tell(this, stats)
      },
    })
  }

  gauge(
    'open_deliveries',
    'deliveries that are not settled, by handler: moving, parked, behind (a parked one)',
    ['handler', 'state'],
    shared(sources.open),
    tellOpen,
  )
  gauge(
    'overdue_seconds',
    'how long the lane that is due longest has waited to be claimed, by handler',
    ['handler'],
    installation,
    (own, { handlers }) => {
      for (const { handler, overdueSeconds } of handlers) own.set({ handler }, overdueSeconds)
    },
  )
  gauge(
    'scheduled_deliveries',
    'deliveries that wait for their start date',
    [],
    installation,
    (own, { scheduled }) => own.set(scheduled),
  )
  gauge(
    'undecodable_messages',
    'messages that could not be decoded and wait for a fix, up to 10,000',
    [],
    installation,
    (own, { undecodable }) => own.set(undecodable),
  )
  gauge(
    'last_message_timestamp_seconds',
    'when the last message was received, since 1970; absent before the first',
    [],
    installation,
    (own, { lastMessageAt }) => {
      if (lastMessageAt !== null) own.set(lastMessageAt.getTime() / 1_000)
    },
  )
  gauge(
    'handler_state',
    '1 for the state that a handler is in: running, held, open, retired',
    ['handler', 'state'],
    installation,
    (own, { handlers }) => {
      for (const { handler, state } of handlers) {
        for (const one of STATES) own.set({ handler, state: one }, state === one ? 1 : 0)
      }
    },
  )
  gauge(
    'handler_instances',
    'instances that have a handler and were heard of lately',
    ['handler'],
    installation,
    (own, { handlers }) => {
      for (const { handler, instances } of handlers) own.set({ handler }, instances)
    },
  )
  gauge(
    'alerts_open',
    'alerts that are open, by kind',
    ['kind'],
    installation,
    (own, { alerts }) => {
      for (const kind of ALERT_KINDS) own.set({ kind }, 0)
      for (const { kind, open } of alerts) own.set({ kind }, open)
    },
  )
}

/** Unsettled deliveries: moving, parked at the head of a lane, or behind such a head. */
function tellOpen(own: Gauge<string>, lanes: readonly OpenDeliveries[]): void {
  for (const { handler, lane, lanes: heads, deliveries } of lanes) {
    if (lane === 'open') own.set({ handler, state: 'moving' }, deliveries)
    else {
      own.set({ handler, state: 'parked' }, heads)
      own.set({ handler, state: 'behind' }, deliveries - heads)
    }
  }
}

/** One read for all gauges of a scrape; null = it failed. */
function shared<Stats>(read: () => Promise<Stats>): () => Promise<Stats | null> {
  let reading: Promise<Stats | null> | null = null
  return () => {
    reading ??= read()
      .catch(() => null)
      .finally(() => {
        reading = null
      })
    return reading
  }
}
