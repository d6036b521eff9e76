import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { settledOrTimeout } from '../support/eventually.ts'
import { personWith, useForgettingBed } from '../support/forgetting-bed.ts'
import type { TestOperations } from '../support/operations-bed.ts'

const ROLE = { applicationName: 'sf-events', dataSubjectRoleName: 'Employee' }
const OBJECT = { ...ROLE, iLMObjectName: 'EmployeeEvents' }
const HOUR_MS = 60 * 60_000
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString().slice(0, 19)

describe('retention actions of SAP Data Privacy Integration', () => {
  const test = useForgettingBed()
  let dpi: TestOperations

  beforeEach(async () => {
    await test.start({})
    const { user: _user, ...client } = personWith()
    dpi = await test.startApi({
      caller: { ...client, user: null, person: false, grants: new Set(['Retention']) },
    })
  })
  afterEach(async () => {
    await dpi.stop()
    expect(dpi.internalErrors).toEqual([])
  })

  const origin = () => dpi.url.replace('/operations/v1', '')
  const headers = { Authorization: 'Bearer any' }
  const get = (path: string) => request(origin()).get(`/dpp/retention${path}`).set(headers)
  const post = (action: string, body: object) =>
    request(origin()).post(`/dpp/retention/${action}`).set(headers).send(body)
  const about = (dataSubjectId: string, more: object = {}) => ({
    ...OBJECT,
    dataSubjectId,
    ...more,
  })
  const dates = (retentionStartDate: string) => ({
    referenceDates: [
      {
        referenceDateName: 'lastEventAt',
        organizationAttributeResidenceSet: [
          {
            organizationAttributeName: 'company',
            organizationAttributeValue: 'ACME',
            residenceSet: [{ retentionStartDate, conditionSet: [] }],
          },
        ],
      },
    ],
  })

  it('describes what is managed, with paths that exist', async () => {
    const { body } = await get('/iLMObjects').expect(200)
    expect(body).toMatchObject([{ iLMObjectName: 'EmployeeEvents' }])
    const [object] = body
    await request(origin()).get(object.iLMObjectCheckEndPoint).set(headers).expect(200)
    const paths = Object.values(object.dataSubjectBlockingConfiguration) as string[]
    for (const path of paths) await request(origin()).post(path).set(headers).expect(400)
    const { body: files } = await get('/i18n-files').expect(200)
    for (const { file } of files) {
      const { text } = await get(`/i18n-files/${file}`).expect(200)
      expect(text).toContain('EmployeeEvents=')
    }
    await get('/i18n-files/other').expect(404)
  })

  it('tells whether the purpose of the data of a person has ended', async () => {
    await post('dataSubjectEndOfBusiness', about('u-unknown')).expect(204)
    const message = await test.instance.send(['u-1'])
    const { body } = await post('dataSubjectEndOfBusiness', about('u-1')).expect(200)
    expect(body).toEqual({ dataSubjectExpired: true, dataSubjectNotExpiredReason: '' })
    const id = await test.subjectOf(message)
    await test.api.post(`/subjects/${id}/actions/legal-hold`, { reason: 'dispute' }).expect(200)
    const { body: held } = await post('dataSubjectEndOfBusiness', about('u-1')).expect(200)
    expect(held).toMatchObject({ dataSubjectExpired: false })
    const organization = { organizationAttributeName: 'company' }
    const { body: companies } = await post(
      'dataSubjectOrganizationAttributeValues',
      about('u-1', organization),
    ).expect(200)
    expect(companies).toEqual([{ organizationAttributeValue: 'ACME' }])
    const asked = about('u-1', {
      ...organization,
      organizationAttributeValue: 'ACME',
      referenceDateName: 'lastEventAt',
      retentionSet: [{ retentionSetId: 'r1', conditionSet: [] }],
    })
    const { body: starts } = await post('dataSubjectLatestRetentionStartDates', asked).expect(200)
    expect(starts).toEqual([
      {
        retentionSetId: 'r1',
        retentionStartDate: expect.stringMatching(/^\d{4}-.*T\d\d:\d\d:\d\d$/),
      },
    ])
  })

  it('blocks a person, and destroys the data when its date has come', async () => {
    const message = await test.instance.send(['u-1'])
    await test.stop()
    const id = await test.subjectOf(message)
    const block = (maxDeletionDate: string) =>
      post('dataSubjectILMObjectInstanceBlocking', about('u-1', { maxDeletionDate }))
    await block('soon').expect(400)
    expect((await block(inHours(48)).expect(200)).body).toBe(1)
    const { body: blocked } = await test.api.get(`/subjects/${id}`).expect(200)
    expect(blocked.blockedAt).not.toBeNull()
    await post('dataSubjectsDestroying', ROLE).expect(204)
    expect((await block(inHours(-48)).expect(200)).body).toBe(1)
    await post('dataSubjectsILMObjectInstancesDestroying', OBJECT).expect(202)
    const { body: subject } = await test.api.get(`/subjects/${id}`).expect(200)
    await test.finished(subject.forgetAction)
    await block(inHours(1)).expect(204)
    expect(await test.clearTextOf('u-1')).toEqual([])
    await post('dataSubjectsDestroying', ROLE).expect(204)
  })

  it('shows blocked data to people who may forget only; handlers still get events', async () => {
    const message = await test.instance.send(['u-3'])
    const until = about('u-3', { maxDeletionDate: inHours(48) })
    await post('dataSubjectBlocking', until).expect(200)
    const reader = await test.startApi({ caller: personWith('Monitor', 'Reveal', 'Operate') })
    const read = async (api: TestOperations) =>
      (await api.read(`/messages/${message}`, { reveal: true })).events[0]
    await settledOrTimeout(
      async () => (await read(reader)).subject.key === '',
      'the key to be blocked',
    )
    expect(await read(reader)).toMatchObject({ content: null, subject: { key: '', blocked: true } })
    await reader.get(`/messages/${message}/body`).expect((answer) => {
      expect(answer.text ?? '').not.toContain('u-3')
    })
    // A match would confirm a guess.
    const found = async (api: TestOperations) =>
      (await api.post('/messages/search', { text: 'u-3' }).expect(200)).body.items.length
    expect(await found(reader)).toBe(0)
    expect(await found(test.api)).toBe(1)
    await reader.stop()
    expect(await read(test.api)).toMatchObject({
      subject: { key: 'u-3', blocked: true },
      content: { keys: expect.arrayContaining([{ name: 'userId', value: 'u-3' }]) },
    })
    await test.stop()
    const seen: unknown[] = []
    await test.start({ journal: { on: '*', run: (event) => void seen.push(event.key('userId')) } })
    await test.isIn('completed', await test.instance.send(['u-3']))
    expect(seen).toEqual(['u-3'])
  })

  it('finds persons at the end of their residence, and records that it named them', async () => {
    const message = await test.instance.send(['u-2'])
    const id = await test.subjectOf(message)
    const find = (date: string) => post('dataSubjectsEndOfResidence', { ...OBJECT, ...dates(date) })
    const early = await find(inHours(-24)).expect(200)
    expect(early.body).toEqual({ success: [], nonConfirmCondition: [] })
    const { body } = await find(inHours(48)).expect(200)
    expect(body.success).toEqual([{ dataSubjectId: 'u-2' }])
    const { body: looks } = await test.api.get('/actions', { subject: id }).expect(200)
    expect(looks.items).toMatchObject([{ kind: 'reveal' }])
    const confirm = (date: string) =>
      post('dataSubjectsEndOfResidenceConfirmation', {
        ...OBJECT,
        ...dates(date),
        dataSubjects: [{ dataSubjectId: 'u-2' }, { dataSubjectId: 'u-unknown' }],
      })
    expect((await confirm(inHours(-24)).expect(200)).body).toEqual([{ dataSubjectId: 'u-unknown' }])
    expect((await confirm(inHours(48)).expect(200)).body).toHaveLength(2)
  })

  it('is for the client with Retention only', async () => {
    const officer = test.api.url.replace('/operations/v1', '')
    const { body } = await request(officer)
      .post('/dpp/retention/dataSubjectsDestroying')
      .set(headers)
      .send(ROLE)
      .expect(403)
    expect(body.error.code).toBe('grant_missing')
    await dpi.get('/messages').expect(403)
    await post('dataSubjectBlockingAsyncCallback', { requestId: 'r', status: 'OK' }).expect(204)
    await post('dataSubjectEndOfBusiness', { ...about('u'), dataSubjectRoleName: 'X' }).expect(400)
  })
})
