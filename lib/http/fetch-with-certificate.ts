import { Agent, request } from 'node:https'
import { Readable } from 'node:stream'
import type { Fetch } from './bounded-fetch.ts'

interface Certificate {
  readonly certificate: string
  readonly key: string
  /** null = the key is not encrypted */
  readonly passphrase: string | null
}

/** Connections of one client certificate. */
const MAX_SOCKETS = 10

/** A fetch that presents a client certificate; the global one cannot. https only, no redirects. */
export function fetchWithCertificate({ certificate, key, passphrase }: Certificate): Fetch {
  const login = { cert: certificate, key, ...(passphrase !== null && { passphrase }) }
  const agent = new Agent({ ...login, keepAlive: true, maxSockets: MAX_SOCKETS })
  return (url, { method = 'GET', headers, body, signal }) => {
    // Gives the body as bytes with its length and type, as the global fetch would.
    const sent = new Request(url, { method, headers: headers ?? {}, body: body ?? null })
    return sent.arrayBuffer().then((bytes) => {
      const options = { method, agent, headers: Object.fromEntries(sent.headers), signal }
      return send(url, options, Buffer.from(bytes))
    })
  }
}

interface Options {
  readonly method: string
  readonly agent: Agent
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal | null | undefined
}

function send(url: string, { signal, ...options }: Options, body: Buffer): Promise<Response> {
  return new Promise((resolve, reject) => {
    const call = request(url, { ...options, ...(signal && { signal }) }, (answer) => {
      const { statusCode = 0, headers } = answer
      const lines = Object.entries(headers).flatMap(([name, value]) =>
        [value ?? []].flat().map((line): [string, string] => [name, line]),
      )
      const isEmpty = [204, 205, 304].includes(statusCode)
      if (isEmpty) answer.resume()
      const stream = isEmpty ? null : (Readable.toWeb(answer) as ReadableStream)
      resolve(new Response(stream, { status: statusCode, headers: lines }))
    })
    call.on('error', reject)
    if (body.byteLength > 0) call.setHeader('content-length', body.byteLength)
    call.end(body)
  })
}
