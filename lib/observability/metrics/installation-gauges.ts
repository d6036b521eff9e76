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

interface GaugeOf<Stats> {
  readonly name: string
  readonly help: string
  readonly labels: readonly string[]
  readonly set: (gauge: Gauge<string>, stats: Stats) => void
}

const OPEN_DELIVERIES: GaugeOf<readonly OpenDeliveries[]> = {
  name: 'open_deliveries',
  help: 'unsettled deliveries: moving, parked, behind (a parked one)',
  labels: ['handler', 'state'],
  set: setOpen,
}

const GAUGES: readonly GaugeOf<InstallationStats>[] = [
  {
    name: 'overdue_seconds',
    help: 'how long the longest due lane has waited to be claimed',
    labels: ['handler'],
    set: (gauge, { handlers }) => {
      for (const { handler, overdueSeconds } of handlers) gauge.set({ handler }, overdueSeconds)
    },
  },
  {
    name: 'scheduled_deliveries',
    help: 'deliveries that wait for their start date',
    labels: [],
    set: (gauge, { scheduled }) => gauge.set(scheduled),
  },
  {
    name: 'undecodable_messages',
    help: 'undecodable messages that wait for a fix, up to 10,000',
    labels: [],
    set: (gauge, { undecodable }) => gauge.set(undecodable),
  },
  {
    name: 'last_message_timestamp_seconds',
    help: 'time of the last message, since 1970; absent before the first',
    labels: [],
    set: (gauge, { lastMessageAt }) => {
      if (lastMessageAt !== null) gauge.set(lastMessageAt.getTime() / 1_000)
    },
  },
  {
    name: 'handler_state',
    help: '1 for the state of a handler: running, held, open, retired',
    labels: ['handler', 'state'],
    set: (gauge, { handlers }) => {
      for (const { handler, state } of handlers) {
        for (const one of STATES) gauge.set({ handler, state: one }, state === one ? 1 : 0)
      }
    },
  },
  {
    name: 'handler_instances',
    help: 'live instances that have a handler',
    labels: ['handler'],
    set: (gauge, { handlers }) => {
      for (const { handler, instances } of handlers) gauge.set({ handler }, instances)
    },
  },
  {
    name: 'alerts_open',
    help: 'open alerts',
    labels: ['kind'],
    set: (gauge, { alerts }) => {
      for (const kind of ALERT_KINDS) gauge.set({ kind }, 0)
      for (const { kind, open } of alerts) gauge.set({ kind }, open)
    },
  },
]

/** Gauges from the database. Every instance reports the same: queries use max, not sum. */
export function installationGauges(
  registry: Registry,
  prefix: string,
  sources: InstallationSources,
): void {
  const installation = shared(sources.installation)
  addGauge(OPEN_DELIVERIES, shared(sources.open))
  for (const gauge of GAUGES) addGauge(gauge, installation)

  function addGauge<Stats>(
    { name, help, labels, set }: GaugeOf<Stats>,
    read: () => Promise<Stats | null>,
  ): void {
    new Gauge({
      name: prefix + name,
      help: `${help}; of the installation`,
      labelNames: [...labels],
      registers: [registry],
      async collect() {
        const stats = await read()
        // Without labels, a reset would report 0.
        if (labels.length > 0) this.reset()
        else this.remove()
        if (stats !== null) set(this, stats)
      },
    })
  }
}

/** Unsettled deliveries: moving, parked at the head of a lane, or behind such a head. */
function setOpen(gauge: Gauge<string>, lanes: readonly OpenDeliveries[]): void {
  for (const { handler, lane, lanes: heads, deliveries } of lanes) {
    if (lane === 'open') gauge.set({ handler, state: 'moving' }, deliveries)
    else {
      gauge.set({ handler, state: 'parked' }, heads)
      gauge.set({ handler, state: 'behind' }, deliveries - heads)
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
