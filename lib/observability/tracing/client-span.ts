import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { codeOf, nameOf } from '../log/describe-error.ts'
import { SYSTEM } from './tracing.ts'

/**
 * Sends a call inside a client span, like those of the instrumented `fetch`. Without a collector or
 * an active span it only sends.
 * @param send gets the trace headers
 */
export async function inClientSpan<Answer extends { readonly status: number }>(
  { method, url }: { readonly method: string; readonly url: URL },
  send: (headers: Readonly<Record<string, string>>) => Promise<Answer>,
): Promise<Answer> {
  const around = context.active()
  if (trace.getSpan(around) === undefined) return send({})
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  const span = trace.getTracer(SYSTEM).startSpan(
    method,
    {
      kind: SpanKind.CLIENT,
      attributes: {
        'http.request.method': method,
        'server.address': url.hostname,
        'server.port': port,
        'url.scheme': url.protocol.slice(0, -1),
      },
    },
    around,
  )
  const inside = trace.setSpan(around, span)
  const headers: Record<string, string> = {}
  propagation.inject(inside, headers)
  try {
    const answer = await context.with(inside, () => send(headers))
    span.setAttribute('http.response.status_code', answer.status)
    if (answer.status >= 400) {
      span.setAttribute('error.type', String(answer.status))
      span.setStatus({ code: SpanStatusCode.ERROR })
    }
    return answer
  } catch (error) {
    span.setAttribute('error.type', codeOf(error) ?? nameOf(error))
    span.setStatus({ code: SpanStatusCode.ERROR })
    throw error
  } finally {
    span.end()
  }
}
