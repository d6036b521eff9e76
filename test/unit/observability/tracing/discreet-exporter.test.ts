import { describe, expect, it } from '@jest/globals'
import { SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api'
import { ExportResultCode } from '@opentelemetry/core'
import { emptyResource } from '@opentelemetry/resources'
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace'
import { discreetExporter } from '../../../../lib/observability/tracing/discreet-exporter.ts'

const spanContext = {
  traceId: 'a'.repeat(32),
  spanId: 'b'.repeat(16),
  traceFlags: TraceFlags.SAMPLED,
}

const span = (attributes: ReadableSpan['attributes']): ReadableSpan => ({
  name: 'GET',
  kind: SpanKind.CLIENT,
  spanContext: () => spanContext,
  startTime: [1, 0],
  endTime: [2, 0],
  duration: [1, 0],
  ended: true,
  status: { code: SpanStatusCode.ERROR, message: 'no account of person' },
  events: [{ name: 'exception', time: [1, 0], attributes: { 'exception.message': 'person' } }],
  links: [{ context: spanContext, attributes: { who: 'person' } }],
  attributes,
  resource: emptyResource(),
  instrumentationScope: { name: 'any' },
  droppedAttributesCount: 0,
  droppedEventsCount: 0,
  droppedLinksCount: 0,
})

function exported(attributes: ReadableSpan['attributes'], code = ExportResultCode.SUCCESS) {
  const sent: ReadableSpan[] = []
  const results: (string | null)[] = []
  const exporter: SpanExporter = {
    export(spans, done) {
      sent.push(...spans)
      done({ code })
    },
    shutdown: async () => undefined,
  }
  const onResult = (error: Error | null) => void results.push(error?.message ?? null)
  discreetExporter(exporter, { onResult }).export([span(attributes)], () => undefined)
  return { sent: sent[0] as ReadableSpan, results }
}

describe('what leaves with a trace', () => {
  it('contains only attributes without personal data', () => {
    const { sent } = exported({
      'http.request.method': 'GET',
      'server.address': 'directory.example.com',
      'error.type': 'ECONNREFUSED',
      'sf_event_receiver.attempt': 2,
      'url.full': 'https://directory.example.com/users/person?user=person',
      'url.path': '/users/person',
      'user_agent.original': 'person',
      'of.a.later.release': 'person',
    })
    expect(sent.attributes).toEqual({
      'http.request.method': 'GET',
      'server.address': 'directory.example.com',
      'error.type': 'ECONNREFUSED',
      'sf_event_receiver.attempt': 2,
    })
    expect(JSON.stringify({ ...sent, context: sent.spanContext() })).not.toContain('person')
    expect(sent.status).toEqual({ code: SpanStatusCode.ERROR })
    expect(sent.spanContext()).toEqual(spanContext)
  })

  it.each(['there is no person', 'x'.repeat(65), ''])(
    'is no sentence in the place of a code: %s',
    (type) => {
      expect(exported({ 'error.type': type }).sent.attributes).toEqual({})
    },
  )

  it('reports a failed export', () => {
    expect(exported({}).results).toEqual([null])
    expect(exported({}, ExportResultCode.FAILED).results).toEqual(['the collector did not take it'])
  })
})
