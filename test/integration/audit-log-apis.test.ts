import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { type AuditLogService, startAuditLogService } from '../support/audit-log-service.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { openedJson } from '../support/opened.ts'
import {
  AUTHORITY,
  OTHER_AUTHORITY,
  SELF_SIGNED_CERTIFICATE,
  SERVER_CERTIFICATE,
  SERVER_KEY,
} from '../support/server-certificates.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

const SALARY = '98765.43'
const usual = getCACertificates('default')

describe('the audit log', () => {
  let bed: TestBed
  let plain: AuditLogService
  let mutual: AuditLogService

  beforeAll(async () => {
    setDefaultCACertificates([...usual, AUTHORITY, OTHER_AUTHORITY])
    bed = await createTestBed()
    plain = await startAuditLogService()
    mutual = await startAuditLogService({ mutualTls: true })
  })
  afterAll(async () => {
    setDefaultCACertificates(usual)
    await bed.stop()
    await plain.close()
    await mutual.close()
  })

  /** Starts an instance with these services, and reveals an event. @returns its message */
  async function revealWith(services: object) {
    await bed.reset()
    const instance = await bed.startInstance({
      environment: { VCAP_SERVICES: JSON.stringify(services) },
      handlers: { all: { on: '*', run: () => undefined } },
    })
    const id = await instance.send([{ userId: '4711', params: { salary: SALARY } }])
    await request(`${instance.url}/operations/v1`)
      .get(`/messages/${id}?reveal=true`)
      .set('Authorization', `Bearer ${await bed.token('operator')}`)
      .expect(200)
    return { instance, id }
  }

  const ingestion = (certificate: string) => ({
    'user-provided': [
      {
        name: 'my-log',
        tags: ['auditlog-ng'],
        credentials: {
          ...{ url: mutual.url, cert: certificate, key: SERVER_KEY },
          ...{ region: 'eu10', namespace: 'hr' },
        },
      },
    ],
  })

  it('gets events by mutual TLS at the ingestion', async () => {
    const { instance, id } = await revealWith(ingestion(SERVER_CERTIFICATE))
    await settledOrTimeout(() => mutual.accepted.length === 1, 'the events of a reveal')
    await instance.stop()
    const [{ path, text, body } = { path: '', text: '', body: [] }] = mutual.accepted.splice(0)
    expect([path, text.includes(SALARY)]).toEqual(['/ingestion/v1/events', false])
    expect(body).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        specversion: 1,
        source: '/eu10/hr/null',
        type: 'dppDataAccess',
        time: expect.any(String),
        data: {
          metadata: expect.objectContaining({ ts: expect.any(String) }),
          data: {
            dppDataAccess: {
              channelType: 'HTTP',
              channelId: 'operations API',
              dataSubjectType: 'employee',
              dataSubjectId: 'company:ACME userId:4711',
              objectType: 'message',
              objectId: expect.stringMatching(
                new RegExp(`^action:[0-9a-f-]{36} message:${id} user:\\S+$`),
              ),
              attribute: 'values',
            },
          },
        },
      },
    ])
  })

  it('is sent nothing by a certificate that it does not know, and the entry waits', async () => {
    const { instance } = await revealWith(ingestion(SELF_SIGNED_CERTIFICATE))
    await settledOrTimeout(async () => {
      const attempts = await bed.rows(
        `select ${openedJson('attempt', 'a', 'error')} as error from attempt a
         join handler h on h.id = a.handler_id where h.name = 'audit-log' and outcome = 'retry'`,
      )
      return attempts.some(({ error }) => JSON.stringify(error).includes('"http_403"'))
    }, 'a refused attempt')
    await bed.found(1, `select from delivery where state = 'retrying' limit 1`)
    await instance.stop()
    expect(mutual.accepted).toEqual([])
  })

  it('issues tokens for a certificate, without a secret', async () => {
    const uaa = {
      ...{ certurl: mutual.url, clientid: 'client' },
      ...{ certificate: SERVER_CERTIFICATE, key: SERVER_KEY },
    }
    const credentials = { url: mutual.url, uaa }
    const { instance } = await revealWith({ auditlog: [{ name: 'log', credentials }] })
    await settledOrTimeout(() => mutual.accepted.length === 1, 'the document of a reveal')
    await instance.stop()
    expect(mutual.accepted.splice(0)).toMatchObject([
      { path: '/audit-log/oauth2/v2/data-accesses', authorization: 'Bearer token-1' },
    ])
    expect(Object.fromEntries(mutual.tokenRequests[0] ?? [])).toEqual({
      grant_type: 'client_credentials',
      client_id: 'client',
    })
  })

  it('takes name and password of the plan standard', async () => {
    const credentials = { url: plain.url, user: 'user', password: 'password' }
    const { instance } = await revealWith({ auditlog: [{ name: 'log', credentials }] })
    await settledOrTimeout(() => plain.accepted.length === 1, 'the document of a reveal')
    await instance.stop()
    expect(plain.accepted).toMatchObject([{ path: '/audit-log/v2/data-accesses' }])
  })

  it('is left out where none is bound: no handler, no internal message', async () => {
    const { instance } = await revealWith({})
    await instance.stop()
    expect(await bed.rows('select name from handler')).toEqual([{ name: 'all' }])
    expect(await bed.rows('select from message')).toHaveLength(1)
  })

  it('refuses a handler file of the same name', async () => {
    const credentials = { url: plain.url, user: 'user', password: 'password' }
    const services = { auditlog: [{ name: 'log', credentials }] }
    await expect(
      bed.startInstance({
        environment: { VCAP_SERVICES: JSON.stringify(services) },
        handlers: { 'audit-log': { on: '*', run: () => undefined } },
      }),
    ).rejects.toThrow(/rename the file/)
  })
})
