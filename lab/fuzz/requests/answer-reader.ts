import { BrokenPromise } from '../support/broken-promise.ts'

/** One answer as it came over the wire. */
export interface Answer {
  readonly status: number
  /** lower-case names; several of one name are joined */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

const HEAD_END = Buffer.from('\r\n\r\n')
const STATUS_LINE = /^HTTP\/1\.1 (\d{3}) [\x20-\x7e]*$/
const HEADER_LINE = /^([\w!#$%&'*+.^`|~-]+): ([\x20-\x7e\x80-\xff]*)$/

/** Takes answers off the bytes of a connection, strictly. */
export class AnswerReader {
  #bytes: Buffer = Buffer.alloc(0)
  #ended = false

  push(chunk: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk])
  }

  end(): void {
    this.#ended = true
  }

  /** the bytes after the last answer */
  get left(): number {
    return this.#bytes.length
  }

  /**
   * The next answer, or null where it has not come whole yet.
   * @throws BrokenPromise
   */
  next(method: string): Answer | null {
    const headEnd = this.#bytes.indexOf(HEAD_END)
    if (headEnd === -1) return null
    const { status, headers } = readHead(this.#bytes.toString('latin1', 0, headEnd))
    const start = headEnd + HEAD_END.length
    const found = this.#bodyFrom(start, status, headers, method)
    if (found === null) return null
    this.#bytes = this.#bytes.subarray(found.end)
    return { status, headers, body: found.body }
  }

  #bodyFrom(start: number, status: number, headers: Answer['headers'], method: string) {
    const none = { body: Buffer.alloc(0), end: start }
    if (method === 'HEAD' || status < 200 || status === 204 || status === 304) return none
    if (headers['transfer-encoding'] === 'chunked') return readChunks(this.#bytes, start)
    const length = headers['content-length']
    if (length === undefined) {
      if (!this.#ended) return null
      return { body: this.#bytes.subarray(start), end: this.#bytes.length }
    }
    if (!/^\d+$/.test(length)) throw broken(`a Content-Length of '${length}'`)
    const end = start + Number(length)
    return this.#bytes.length < end ? null : { body: this.#bytes.subarray(start, end), end }
  }
}

function readHead(text: string) {
  const [statusLine = '', ...lines] = text.split('\r\n')
  const status = STATUS_LINE.exec(statusLine)?.[1]
  if (status === undefined) throw broken('another status line')
  const headers: Record<string, string> = {}
  for (const line of lines) {
    const [, name = '', value = ''] = HEADER_LINE.exec(line) ?? []
    if (name === '') throw broken('a header that is none')
    const key = name.toLowerCase()
    headers[key] = key in headers ? `${headers[key]}, ${value}` : value
  }
  return { status: Number(status), headers }
}

function readChunks(bytes: Buffer, start: number): { body: Buffer; end: number } | null {
  const pieces: Buffer[] = []
  let at = start
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at)
    if (lineEnd === -1) return null
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16)
    if (Number.isNaN(size)) throw broken('a chunk without a size')
    const from = lineEnd + 2
    if (bytes.length < from + size + 2) return null
    at = from + size + 2
    if (size === 0) return { body: Buffer.concat(pieces), end: at }
    pieces.push(bytes.subarray(from, from + size))
  }
}

function broken(found: string): BrokenPromise {
  return new BrokenPromise('an answer is well-formed HTTP', found)
}
