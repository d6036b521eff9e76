import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { type InstallationSources, installationGauges } from './installation-gauges.ts'

export interface Metrics {
  readonly registry: Registry
  readonly calls: Counter<'status'>
  readonly messages: Counter<'outcome'>
  readonly events: Counter
  readonly eventsWithoutHandler: Counter
  readonly refusals: Counter<'code'>
  readonly callSeconds: Histogram
  readonly attempts: Counter<'handler' | 'outcome'>
  readonly attemptSeconds: Histogram<'handler'>
  readonly parked: Counter<'handler'>
}

export interface MetricSources extends InstallationSources {
  /** calls that wait for their commit */
  readonly recording: () => number
  /** running deliveries */
  readonly running: () => number
  /** bytes of the bodies of current calls */
  readonly bodyBytes: () => number
}

const PREFIX = 'sf_event_receiver_'
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** Adds the gauges that read the parts of an instance. */
export function addGauges({ registry }: Pick<Metrics, 'registry'>, sources: MetricSources): void {
  gauge('recording', 'calls that wait for their commit', sources.recording)
  gauge('running', 'deliveries that run', sources.running)
  gauge('body_bytes', 'bytes of bodies of calls under way', sources.bodyBytes)
  installationGauges(registry, PREFIX, sources)

  function gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name: PREFIX + name,
      help,
      registers: [registry],
      collect() {
        this.set(read())
      },
    })
  }
}

/** Metrics for Prometheus. Labels are handler names and codes, never personal data. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  return {
    registry,
    calls: new Counter({
      name: `${PREFIX}calls_total`,
      help: 'calls on the ingest paths, by HTTP status',
      labelNames: ['status'],
      registers,
    }),
    messages: new Counter({
      name: `${PREFIX}messages_total`,
      help: 'recorded messages: accepted, repeat, other_sender, undecodable',
      labelNames: ['outcome'],
      registers,
    }),
    events: new Counter({
      name: `${PREFIX}events_total`,
      help: 'recorded events that were not known',
      registers,
    }),
    eventsWithoutHandler: new Counter({
      name: `${PREFIX}events_without_handler_total`,
      help: 'recorded events that were not known and that no handler takes',
      registers,
    }),
    refusals: new Counter({
      name: `${PREFIX}refusals_total`,
      help: 'calls that were not accepted, by the code of the reason',
      labelNames: ['code'],
      registers,
    }),
    callSeconds: new Histogram({
      name: `${PREFIX}call_seconds`,
      help: 'time from the first byte of a call on the ingest paths to its answer',
      buckets: SECONDS,
      registers,
    }),
    attempts: new Counter({
      name: `${PREFIX}attempts_total`,
      help: 'attempts of deliveries, by handler and outcome',
      labelNames: ['handler', 'outcome'],
      registers,
    }),
    attemptSeconds: new Histogram({
      name: `${PREFIX}attempt_seconds`,
      help: 'time that an attempt took, by handler',
      labelNames: ['handler'],
      buckets: SECONDS,
      registers,
    }),
    parked: new Counter({
      name: `${PREFIX}parked_total`,
      help: 'lanes that were parked by a failure, by handler',
      labelNames: ['handler'],
      registers,
    }),
  }
}
