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
  gauge('running', 'running deliveries', sources.running)
  gauge('body_bytes', 'bytes of the bodies of current calls', sources.bodyBytes)
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
  const counter = <Label extends string = never>(name: string, help: string, ...labels: Label[]) =>
    new Counter({ name: `${PREFIX}${name}_total`, help, labelNames: labels, registers })
  const histogram = <Label extends string = never>(
    name: string,
    help: string,
    ...labels: Label[]
  ) => new Histogram({ name: PREFIX + name, help, labelNames: labels, buckets: SECONDS, registers })
  return {
    registry,
    calls: counter('calls', 'calls on the ingest paths, by HTTP status', 'status'),
    messages: counter(
      'messages',
      'recorded messages: accepted, repeat, other_sender, undecodable',
      'outcome',
    ),
    events: counter('events', 'new recorded events'),
    eventsWithoutHandler: counter(
      'events_without_handler',
      'new recorded events without a handler',
    ),
    refusals: counter('refusals', 'refused calls, by code', 'code'),
    callSeconds: histogram(
      'call_seconds',
      'time from the first byte of an ingest call to its answer',
    ),
    attempts: counter('attempts', 'attempts of deliveries, by outcome', 'handler', 'outcome'),
    attemptSeconds: histogram('attempt_seconds', 'duration of attempts', 'handler'),
    parked: counter('parked', 'lanes that were parked by a failure', 'handler'),
  }
}
