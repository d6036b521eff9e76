import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const OUTER = '/cxf/hr'
const INNER = '/cxf/hr/leavers'

describe('a path for events below another one', () => {
  let bed: TestBed
  let instance: TestInstance

  beforeAll(async () => {
    bed = await createTestBed()
    const environment = {
      INGEST_PATHS: `${OUTER},${INNER}`,
      CALLERS: JSON.stringify([{ client: 'successfactors', paths: [INNER] }]),
    }
    instance = await bed.startInstance({ environment })
  })
  afterAll(() => bed.stop())

  const companyAt = async (path: string) => {
    const answer = await request(instance.url)
      .post(`${path}?type=com.example.Left`)
      .set('Authorization', `Bearer ${await bed.token()}`)
      .send({ userId: 'u1' })
      .expect(200)
    const { rows } = await bed.db.query('select company from message where id = $1', [
      answer.headers.sap_messageprocessinglogid,
    ])
    return rows[0].company
  }

  it('is that path, and no company behind the other one', async () => {
    expect(await companyAt(INNER)).toBeNull()
    expect(await companyAt(`${INNER}/HARBOUR`)).toBe('HARBOUR')
  })
})
