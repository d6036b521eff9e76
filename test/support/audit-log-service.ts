import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { AUTHORITY, SERVER_CERTIFICATE, SERVER_KEY } from './server-certificates.ts'

/** An accepted call of the audit log. */
export interface AuditCall {
  readonly path: string
  readonly body: unknown
  readonly text: string
  readonly authorization: string | undefined
}

export interface AuditLogService {
  readonly url: string
  /** calls that got 201, in their order */
  readonly accepted: AuditCall[]
  /** fields of each request for a token */
  readonly tokenRequests: URLSearchParams[]
  /** statuses of the next calls in place of 201 */
  readonly statuses: number[]
  /** every call gets 503 until it is set to false */
  isAway: boolean
  /** Refuses the tokens that were issued so far. */
  withdrawTokens(): void
  close(): Promise<void>
}

interface Options {
  /** accepts calls with a certificate of AUTHORITY only; the token endpoint included */
  readonly mutualTls?: boolean
}

/** A small SAP Audit Log service: the API v2, the ingestion API, and a token endpoint. */
export async function startAuditLogService({
  mutualTls = false,
}: Options = {}): Promise<AuditLogService> {
  const service = {
    accepted: [] as AuditCall[],
    tokenRequests: [] as URLSearchParams[],
    statuses: [] as number[],
    isAway: false,
  }
  let issued = 0
  let firstValid = 1

  const isCertified = (socket: IncomingMessage['socket']) =>
    !mutualTls || (socket as TLSSocket).authorized

  const isAdmitted = ({ headers, url = '' }: IncomingMessage) => {
    if (!url.startsWith('/audit-log/')) return true
    const token = /^Bearer token-(\d+)$/.exec(headers.authorization ?? '')?.[1]
    if (url.startsWith('/audit-log/oauth2/')) return Number(token ?? 0) >= firstValid
    return headers.authorization === `Basic ${Buffer.from('user:password').toString('base64')}`
  }

  const listener: RequestListener = async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString('utf8')
    const answer = (status: number, body: object = {}) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(body))
    }
    const { url = '', headers } = request
    if (!isCertified(request.socket)) return answer(403)
    if (url === '/oauth/token') {
      service.tokenRequests.push(new URLSearchParams(text))
      issued += 1
      return answer(200, { access_token: `token-${issued}`, expires_in: 43_199 })
    }
    if (!isAdmitted(request)) return answer(401)
    const status = service.isAway ? 503 : (service.statuses.shift() ?? 201)
    if (status === 201) {
      const { authorization } = headers
      service.accepted.push({ path: url, body: JSON.parse(text), text, authorization })
    }
    return answer(status)
  }
  const tls = { cert: SERVER_CERTIFICATE, key: SERVER_KEY, ca: AUTHORITY, requestCert: true }
  const server = mutualTls
    ? createTlsServer({ ...tls, rejectUnauthorized: false }, listener)
    : createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const { port } = server.address() as AddressInfo
  return Object.assign(service, {
    url: `${mutualTls ? 'https' : 'http'}://localhost:${port}`,
    withdrawTokens() {
      firstValid = issued + 1
    },
    close: () => {
      server.closeAllConnections()
      return new Promise<void>((resolve) => server.close(() => resolve()))
    },
  })
}
