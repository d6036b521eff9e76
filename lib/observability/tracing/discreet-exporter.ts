import { type ExportResult, ExportResultCode } from '@opentelemetry/core'
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace'

/**
 * The exported attributes. Instrumentations add others, such as URLs, headers and error messages,
 * which may name a person.
 */
const ALLOWED = new Set([
  'http.request.method',
  'http.response.status_code',
  'http.route',
  'server.address',
  'server.port',
  'url.scheme',
  'error.type',
  'messaging.system',
  'messaging.message.id',
  'messaging.operation.name',
  'messaging.destination.name',
])
export const OWN_PREFIX = 'sf_event_receiver.'
/** Codes and class names; longer texts may be sentences. */
const CODE = /^[\w.:-]{1,64}$/

export interface DiscreetExporterOptions {
  readonly onResult: (error: Error | null) => void
}

/** Exports only attributes without personal data, and reports the result. */
export function discreetExporter(
  exporter: SpanExporter,
  { onResult }: DiscreetExporterOptions,
): SpanExporter {
  return {
    export(spans, done) {
      exporter.export(spans.map(discreet), (result: ExportResult) => {
        const failed = result.code !== ExportResultCode.SUCCESS
        onResult(failed ? (result.error ?? new Error('the collector did not take it')) : null)
        done(result)
      })
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  }
}

function discreet(span: ReadableSpan): ReadableSpan {
  return {
    name: span.name,
    kind: span.kind,
    spanContext: () => span.spanContext(),
    ...(span.parentSpanContext && { parentSpanContext: span.parentSpanContext }),
    startTime: span.startTime,
    endTime: span.endTime,
    duration: span.duration,
    ended: span.ended,
    // Message and events may contain error texts.
    status: { code: span.status.code },
    events: [],
    attributes: Object.fromEntries(Object.entries(span.attributes).filter(isAllowed)),
    links: span.links.map(({ context }) => ({ context })),
    resource: span.resource,
    instrumentationScope: span.instrumentationScope,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  }
}

function isAllowed([name, value]: [string, unknown]): boolean {
  if (name === 'error.type') return typeof value === 'string' && CODE.test(value)
  return ALLOWED.has(name) || name.startsWith(OWN_PREFIX)
}
