import {
  type Attributes,
  type Context,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { OWN_PREFIX } from './discreet-exporter.ts'
import {
  type CallTrace,
  SYSTEM,
  type TracedAttempt,
  type TracedCall,
  type TracedEnd,
  type Tracing,
} from './tracing.ts'

/** The form of SuccessFactors' types; senders may send any text. */
const TYPE = /^[\w.-]{1,200}$/

/** The spans of a call, its recording and each attempt, in one trace. */
export function createSpans(tracer: Tracer): Pick<Tracing, 'call' | 'attempt'> {
  function call({ traceparent, method, path, received }: TracedCall): CallTrace {
    const parent = contextOf(traceparent)
    const span = tracer.startSpan(
      `${method} ${path}`,
      {
        kind: SpanKind.SERVER,
        startTime: new Date(performance.timeOrigin + received),
        attributes: { 'http.request.method': method, 'http.route': path },
      },
      parent,
    )
    const inside = trace.setSpan(parent, span)
    return {
      traceId: span.spanContext().traceId,
      record: (messageId, record) => {
        const recording = tracer.startSpan(
          'record',
          { kind: SpanKind.PRODUCER, attributes: messagingOf('record', messageId) },
          inside,
        )
        return ending(recording, () => record(traceparentOf(trace.setSpan(inside, recording))))
      },
      end({ status, code }) {
        span.setAttribute('http.response.status_code', status)
        if (code !== null) span.setAttribute('error.type', code)
        if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
        span.end()
      },
    }
  }

  function attempt<End extends TracedEnd>(
    traced: TracedAttempt,
    run: () => Promise<End>,
  ): Promise<End> {
    const parent = contextOf(traced.traceparent ?? undefined)
    const name = `run ${traced.handler}`
    const settings = { kind: SpanKind.CONSUMER, attributes: attributesOf(traced) }
    const span = tracer.startSpan(name, settings, parent)
    return context.with(trace.setSpan(parent, span), () =>
      ending(span, run, ({ outcome, reasonCode }) => {
        span.setAttribute(`${OWN_PREFIX}outcome`, outcome)
        if (reasonCode === null) return
        span.setAttribute('error.type', reasonCode)
        span.setStatus({ code: SpanStatusCode.ERROR })
      }),
    )
  }

  return { call, attempt }
}

/** An invalid header begins a new trace. */
function contextOf(traceparent: string | undefined): Context {
  if (traceparent === undefined) return ROOT_CONTEXT
  return propagation.extract(ROOT_CONTEXT, { traceparent })
}

function traceparentOf(inside: Context): string | null {
  const carrier: { traceparent?: string } = {}
  propagation.inject(inside, carrier)
  return carrier.traceparent ?? null
}

/** Ends the span with the work. Errors are reported by the answer or outcome, not here. */
async function ending<Result>(
  span: Span,
  work: () => Promise<Result>,
  onResult: (result: Result) => void = () => undefined,
): Promise<Result> {
  try {
    const result = await work()
    onResult(result)
    return result
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR })
    throw error
  } finally {
    span.end()
  }
}

function messagingOf(operation: string, messageId: string): Attributes {
  return {
    'messaging.system': SYSTEM,
    'messaging.operation.name': operation,
    'messaging.message.id': messageId,
  }
}

function attributesOf(traced: TracedAttempt): Attributes {
  const { handler, type, messageId, ordinal, run, attempt, receivedAt } = traced
  return {
    ...messagingOf('run', messageId),
    'messaging.destination.name': handler,
    [`${OWN_PREFIX}ordinal`]: ordinal,
    [`${OWN_PREFIX}run`]: run,
    [`${OWN_PREFIX}attempt`]: attempt,
    [`${OWN_PREFIX}waited_ms`]: Math.max(0, Date.now() - receivedAt.getTime()),
    ...(type !== null && TYPE.test(type) && { [`${OWN_PREFIX}type`]: type }),
  }
}
