import { createConnection, type Socket } from 'node:net'

/** One answer as it came over the wire; names of headers in lower case. */
export interface Answer {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

export interface Exchange {
  readonly answers: readonly Answer[]
  /** the server ended the connection by itself */
  readonly closed: boolean
}

/** How long a server that keeps the connection is watched for a second answer (ms). */
const WATCH_MS = 100
const LIMIT_MS = 28_000

/**
 * Sends bytes as they stand and reads what comes back, until the server closes, or has answered and
 * stays silent.
 * @param trickleMs above 0: byte by byte, with so long a pause
 */
export function exchange(url: string, bytes: string | Buffer, trickleMs = 0): Promise<Exchange> {
  const { hostname, port } = new URL(url)
  const sent = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const came = () => Buffer.concat(chunks).toString('latin1')
    let watch: NodeJS.Timeout | undefined
    const socket = createConnection(Number(port), hostname, () => {
      if (trickleMs === 0) socket.write(sent)
      else trickle(socket, sent, trickleMs)
    })
    const finish = (closed: boolean) => {
      clearTimeout(watch)
      clearTimeout(limit)
      socket.destroy()
      try {
        resolve({ answers: readAnswers(came()).answers, closed })
      } catch (error) {
        reject(error)
      }
    }
    const limit = setTimeout(finish, LIMIT_MS, false)
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      clearTimeout(watch)
      const { answers, rest } = readAnswers(came())
      if (answers.length > 0 && rest === '') watch = setTimeout(finish, WATCH_MS, false)
    })
    // A server that has refused a long body may reset the connection behind its answer.
    socket.on('error', () => undefined)
    socket.on('close', () => finish(true))
  })
}

/** The bytes after the headers, or all bytes of a request with endless headers. */
function trickle(socket: Socket, bytes: Buffer, everyMs: number): void {
  const end = bytes.indexOf('\r\n\r\n')
  let at = end === -1 ? 0 : end + 4
  socket.write(bytes.subarray(0, at))
  const timer = setInterval(() => {
    if (at === bytes.length || socket.destroyed) return clearInterval(timer)
    socket.write(bytes.subarray(at, at + 1))
    at += 1
  }, everyMs)
}

function readAnswers(text: string): { answers: Answer[]; rest: string } {
  const answers: Answer[] = []
  let rest = text
  for (let read = readAnswer(rest); read !== null; read = readAnswer(rest)) {
    answers.push(read.answer)
    rest = read.rest
  }
  return { answers, rest }
}

/** null = it is not complete */
function readAnswer(text: string): { answer: Answer; rest: string } | null {
  if (text === '') return null
  const end = text.indexOf('\r\n\r\n')
  if (end === -1) return null
  const [line = '', ...fields] = text.slice(0, end).split('\r\n')
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(line)?.[1])
  if (!(status > 0)) throw new Error(`expected an HTTP/1.1 answer, ${line.slice(0, 80)} came`)
  const headers = new Map(fields.map(readField))
  const behind = text.slice(end + 4)
  if (headers.get('transfer-encoding') === 'chunked') {
    const chunked = readChunks(behind)
    return chunked && { answer: { status, headers, body: chunked.body }, rest: chunked.rest }
  }
  const length = Number(headers.get('content-length') ?? 0)
  if (behind.length < length) return null
  const body = behind.slice(0, length)
  return { answer: { status, headers, body }, rest: behind.slice(length) }
}

function readField(field: string): [string, string] {
  const colon = field.indexOf(':')
  return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()]
}

function readChunks(text: string): { body: string; rest: string } | null {
  let body = ''
  let at = 0
  for (;;) {
    const end = text.indexOf('\r\n', at)
    if (end === -1) return null
    const size = Number.parseInt(text.slice(at, end), 16)
    const next = end + 2 + size + 2
    if (next > text.length) return null
    if (size === 0) return { body, rest: text.slice(next) }
    body += text.slice(end + 2, end + 2 + size)
    at = next
  }
}

export interface RequestDeps {
  readonly method?: string
  readonly target?: string
  readonly version?: string
  /** whole lines, as they go over the wire */
  readonly headers?: readonly string[]
  readonly contentType?: string | null
  readonly body?: string | Buffer
}

export const INGEST = '/http/successfactors/events'

/** A request that ends its connection, with the id that its refusal is found by. */
export function requestBytes(id: string, parts: RequestDeps): Buffer {
  const { method = 'POST', target = INGEST, version = 'HTTP/1.1', headers = [] } = parts
  const { contentType = 'text/xml', body = '' } = parts
  const content = typeof body === 'string' ? Buffer.from(body) : body
  const head = [
    `${method} ${target} ${version}`,
    'Host: receiver.example',
    'Connection: close',
    `x-correlation-id: ${id}`,
    `Content-Length: ${content.length}`,
    ...(contentType === null ? [] : [`Content-Type: ${contentType}`]),
    ...headers,
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), content])
}
