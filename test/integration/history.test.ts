import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type HandlerDefinition, reject } from '../../lib/handler.ts'
import { startOperations, type TestOperations } from '../support/operations-bed.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

const directory: HandlerDefinition = {
  on: '*',
  retry: { attempts: 1 },
  run: () => reject('=cmd'),
}

describe('the history of actions', () => {
  let bed: TestBed
  let client: TestOperations
  let ann: TestOperations
  /** ids of subjects by user */
  const subjects: Record<string, string> = {}
  const messages: Record<string, string> = {}

  beforeAll(async () => {
    bed = await createTestBed()
    const instance = await bed.startInstance({ handlers: { directory } })
    client = await startOperations(bed)
    ann = await startOperations(bed, {
      caller: {
        ...{ issuer: 'https://issuer.example', clientId: 'monitor', tenant: 't1' },
        ...{ certificate: null, person: true, scopes: [], user: 'ann' },
        grants: new Set(['Monitor', 'Operate', 'Reveal', 'Forget'] as const),
      },
    })
    for (const user of ['71001', '71002']) {
      messages[user] = await instance.send([user])
      await bed.settled()
      const { body } = await client.get('/events', { messageId: messages[user] }).expect(200)
      subjects[user] = body.items[0].subject.id
    }
    const skip = { comment: '=done by "hand"' }
    await ann.post(`/deliveries/${messages['71001']}/0/directory/0/actions/skip`, skip).expect(200)
    await client.post('/handlers/directory/actions/hold').expect(200)
    await ann.get(`/messages/${messages['71002']}`, { reveal: true }).expect(200)
    await client.get(`/messages/${messages['71001']}`, { reveal: true }).expect(200)
  })
  afterAll(async () => {
    expect([...client.internalErrors, ...ann.internalErrors]).toEqual([])
    await client.stop()
    await ann.stop()
    await bed.stop()
  })

  type Listed = { kind: string; subjects: string[]; subjectCount: number; by: { person: string } }
  const listed = async (query: object = {}): Promise<Listed[]> =>
    (await client.read('/actions', query)).items
  const kinds = async (query: object) => (await listed(query)).map(({ kind }) => kind)

  it('names the employees of an action by reference', async () => {
    const whom = (await listed()).map(({ kind, subjects, subjectCount }) => ({
      ...{ kind, subjects, subjectCount },
    }))
    expect(whom).toEqual([
      { kind: 'reveal', subjects: [subjects['71001']], subjectCount: 1 },
      { kind: 'reveal', subjects: [subjects['71002']], subjectCount: 1 },
      { kind: 'hold', subjects: [], subjectCount: 0 },
      { kind: 'skip', subjects: [subjects['71001']], subjectCount: 1 },
    ])
  })

  it('is filtered by employee, kind, author and time', async () => {
    expect(await kinds({ subject: subjects['71001'] })).toEqual(['reveal', 'skip'])
    expect(await kinds({ subject: subjects['71001'], kind: 'reveal' })).toEqual(['reveal'])
    expect(await kinds({ kind: 'hold' })).toEqual(['hold'])
    expect(await kinds({ to: '2020-01-01T00:00:00Z' })).toEqual([])
    const { body } = await client.get('/actions/authors').expect(200)
    expect(body.complete).toBe(true)
    const people = body.items.map(({ by }: Listed) => by.person)
    expect(people).toEqual([null, 'ann'])
    const of = body.items.find(({ by }: Listed) => by.person === 'ann')
    expect(await kinds({ author: of.id })).toEqual(['reveal', 'skip'])
    expect(of.id).not.toContain('ann')
    const count = await client.get('/actions', { author: of.id, count: true }).expect(200)
    expect(count.body.count).toEqual({ count: 2, atLeast: false })
  })

  it('names the person of a legal hold', async () => {
    const path = `/subjects/${subjects['71002']}/actions/legal-hold`
    await ann.post(path, { reason: 'a lawsuit' }).expect(200)
    expect(await kinds({ subject: subjects['71002'] })).toEqual(['legal-hold', 'reveal'])
    expect(await listed({ kind: 'legal-hold' })).toMatchObject([{ subjects: [subjects['71002']] }])
  })

  it('is exported with references, in the zone of the reader', async () => {
    await bed.db.query(`update action set requested_at = '2026-07-01T03:04:05Z'`)
    const columns = ['requested', 'kind', 'user', 'handlers', 'employees', 'reason', 'state']
    const { text, headers } = await client
      .post('/actions/export', {
        ...{ columns, zone: 'America/New_York', separator: ';' },
        ...{ subject: subjects['71001'], titles: { kind: 'Aktion' } },
      })
      .expect(200)
    expect(headers['content-type']).toBe('text/csv; charset=utf-8')
    const lines = text.slice(1, -2).split('\r\n')
    expect(lines[0]).toBe(
      '"Requested (America/New_York)";"Aktion";"User";"Handlers";"Employees";"Reason";"State"',
    )
    expect(lines[2]).toBe(
      `"2026-06-30 23:04:05";"skip";"ann";"directory";"#${subjects['71001']}";"'=done by ""hand""";"finished"`,
    )
    expect(lines).toHaveLength(3)
    expect(text).not.toContain('71001')
  })
})
