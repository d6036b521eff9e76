import request, { type Response } from 'supertest'
import { reject } from '../../lib/handler.ts'
import { type AuditLogService, startAuditLogService } from './audit-log-service.ts'
import { settledOrTimeout } from './eventually.ts'
import { createTestBed, type TestBed, type TestInstance } from './test-service.ts'

/** Personal values of the event that was sent. */
export const VALUES = { lastName: 'Quastenflosser', salary: '98765.43' }

/** A document of the API v2. */
export interface AuditDocument {
  readonly uuid: string
  readonly object: { readonly id: Readonly<Record<string, string>> }
  readonly attributes: readonly { readonly name: string }[]
}

/** A delivery to the handler of the audit log. */
export interface AuditDelivery {
  readonly id: string
  readonly state: string
  readonly attempts: number
}

/** A service with an audit log, and a failed event of employee 4711. */
export interface AuditLogBed {
  readonly bed: TestBed
  readonly instance: TestInstance
  readonly audit: AuditLogService
  /** types that a handler of all events got */
  readonly seen: string[]
  readonly messageId: string
  get(path: string): Promise<Response>
  post(path: string, body: object): Promise<Response>
  /** Reveals the event. */
  reveal(): Promise<Response>
  documents(): AuditDocument[]
  /** Waits for so many accepted documents. */
  received(count: number): Promise<void>
  entries(): Promise<AuditDelivery[]>
  stop(): Promise<void>
}

export async function createAuditLogBed(): Promise<AuditLogBed> {
  const bed = await createTestBed()
  const audit = await startAuditLogService()
  const uaa = { url: audit.url, clientid: 'client', clientsecret: 'secret' }
  const credentials = { url: audit.url, uaa }
  const seen: string[] = []
  const instance = await bed.startInstance({
    environment: { VCAP_SERVICES: JSON.stringify({ auditlog: [{ name: 'log', credentials }] }) },
    handlers: {
      directory: { on: '*', run: () => reject('not this one') },
      observer: { on: '*', run: ({ type }) => void seen.push(type ?? '') },
    },
  })
  const messageId = await instance.send([{ userId: '4711', params: VALUES }])
  await bed.settled()
  const get = async (path: string) =>
    request(`${instance.url}/operations/v1`)
      .get(path)
      .set('Authorization', `Bearer ${await bed.token('operator')}`)
  return {
    ...{ bed, instance, audit, seen, messageId, get },
    post: async (path, body) =>
      request(`${instance.url}/operations/v1`)
        .post(path)
        .set('Authorization', `Bearer ${await bed.token('operator')}`)
        .send(body),
    reveal: () => get(`/messages/${messageId}?reveal=true`),
    documents: () => audit.accepted.map(({ body }) => body as AuditDocument),
    received: (count) =>
      settledOrTimeout(() => audit.accepted.length >= count, `${count} documents`),
    entries: () =>
      bed.rows<AuditDelivery>(
        `select d.state, d.attempts_started as attempts, d.message_id as id
         from delivery d join handler h on h.id = d.handler_id
         where h.name = 'audit-log' order by d.position`,
      ),
    async stop() {
      await bed.stop()
      await audit.close()
    },
  }
}
