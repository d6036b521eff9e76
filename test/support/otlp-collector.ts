import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Fields, hexOf, messagesOf, numberOf, readFields, textOf } from './protobuf.ts'

export interface CollectedSpan {
  readonly traceId: string
  readonly spanId: string
  /** empty: it has none */
  readonly parentId: string
  readonly name: string
  readonly kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer'
  readonly attributes: Readonly<Record<string, string | number>>
  readonly events: number
  readonly failed: boolean
  readonly statusMessage: string
  readonly service: string
}

export interface OtlpCollector {
  readonly url: string
  readonly spans: readonly CollectedSpan[]
  /** all received bytes */
  readonly bytes: readonly Buffer[]
  readonly headers: readonly Readonly<Record<string, unknown>>[]
  close(): Promise<void>
}

/** Takes traces as a collector does: OTLP over HTTP in protobuf, decoded by the numbers of its schema. */
export async function startOtlpCollector(): Promise<OtlpCollector> {
  const spans: CollectedSpan[] = []
  const bytes: Buffer[] = []
  const headers: Readonly<Record<string, unknown>>[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    headers.push({ ...request.headers, path: request.url })
    bytes.push(body)
    spans.push(...spansOf(readFields(body)))
    response.writeHead(200, { 'Content-Type': 'application/x-protobuf' }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    bytes,
    headers,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

const KINDS = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'] as const
const ERROR = 2

function spansOf(request: Fields): CollectedSpan[] {
  return messagesOf(request, 1).flatMap((ofResource) => {
    const [resource] = messagesOf(ofResource, 1)
    const service = resource === undefined ? '' : attributesOf(resource, 1)['service.name']
    return messagesOf(ofResource, 2).flatMap((ofScope) =>
      messagesOf(ofScope, 2).map((span) => spanOf(span, String(service))),
    )
  })
}

function spanOf(span: Fields, service: string): CollectedSpan {
  const [status] = messagesOf(span, 15)
  return {
    traceId: hexOf(span, 1),
    spanId: hexOf(span, 2),
    parentId: hexOf(span, 4),
    name: textOf(span, 5),
    kind: KINDS[numberOf(span, 6)] ?? 'internal',
    attributes: attributesOf(span, 9),
    events: span.get(11)?.length ?? 0,
    failed: status !== undefined && numberOf(status, 3) === ERROR,
    statusMessage: status === undefined ? '' : textOf(status, 2),
    service,
  }
}

function attributesOf(fields: Fields, number: number): Record<string, string | number> {
  const pairs = messagesOf(fields, number).map((pair) => {
    const [value = new Map() as Fields] = messagesOf(pair, 2)
    const isText = value.has(1)
    return [textOf(pair, 1), isText ? textOf(value, 1) : numberOf(value, 3)] as const
  })
  return Object.fromEntries(pairs)
}
