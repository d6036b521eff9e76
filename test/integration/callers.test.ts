import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { soapMessage } from '../support/soap-message.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const CALLERS = [
  {
    client: 'successfactors',
    name: 'SuccessFactors P',
    company: 'ACME',
    paths: ['/http/successfactors/events'],
    undecodable: 'accept',
  },
]

let bed: TestBed
let instance: TestInstance
let token: string
beforeAll(async () => {
  bed = await createTestBed()
  token = await bed.token()
  instance = await bed.startInstance({ environment: { CALLERS: JSON.stringify(CALLERS) } })
})
afterAll(() => bed.stop())

const send = (path: string, body = soapMessage([{}])) =>
  request(instance.url)
    .post(path)
    .set('Authorization', `Bearer ${token}`)
    .set('Content-Type', 'text/xml')
    .send(body)
const operations = (path: string) => instance.read(path)

describe('a caller that is bound to a company', () => {
  it('sends its events, whether the address names the company or not', async () => {
    for (const path of ['/http/successfactors/events', '/http/successfactors/events/ACME']) {
      const { headers } = await send(path).expect(200)
      const message = await operations(`/messages/${headers.sap_messageprocessinglogid}`)
      expect(message).toMatchObject({
        company: 'ACME',
        caller: { clientId: 'successfactors', name: 'SuccessFactors P' },
      })
    }
  })

  it.each([
    ['/http/successfactors/events/OTHER', 'caller_company'],
    ['/http/successfactors/events?company=acme', 'caller_company'],
    ['/cxf/successfactors/events', 'caller_path'],
    ['/cxf/successfactors/events/ACME', 'caller_path'],
  ])('is refused at %s', async (path, code) => {
    const { text, headers } = await send(path).expect(403)
    expect(text).toContain(code)
    expect(headers['www-authenticate']).toContain('error="insufficient_scope"')
    expect(headers['www-authenticate']).not.toContain('ACME')
    const { rows } = await bed.db.query(
      `select count(*)::int as count from message where company is distinct from 'ACME'`,
    )
    expect(rows[0].count).toBe(0)
  })

  it('gets the error of an undecodable body with status 200, and the refusal is stored', async () => {
    const { text, headers } = await send('/http/successfactors/events', '<broken').expect(200)
    const id = headers.sap_messageprocessinglogid as string
    expect(text).toContain('<ns2:errorCode>xml_malformed</ns2:errorCode>')
    expect(text).toContain(id)
    expect(await operations(`/messages/${id}`)).toMatchObject({
      status: 'UNDECODABLE',
      errorCode: 'xml_malformed',
    })
  })
})
