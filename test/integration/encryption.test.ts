import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { type HandlerDefinition, reject } from '../../lib/handler.ts'
import { scanBytes, scanDatabase, scanFiles, walPosition } from '../support/byte-scan.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

/** Letters and digits, so that no format changes it. */
const planted: string[] = []
const plant = (prefix = 'Q') => {
  const value = `${prefix}${randomBytes(9).toString('hex')}`
  planted.push(value)
  return value
}

/** A handler that says all that it knows: what it says must be unreadable, too. */
const speaking: HandlerDefinition = {
  on: '*',
  retry: { attempts: 1 },
  run: async (event, { log, once }) => {
    const person = event.key('userId') ?? ''
    log.info('is about', { person, reversed: [...person].reverse().join('') })
    await once('note', () => ({ note: `once ${person}` }))
    reject(`no account for ${person}, see ${[...person].reverse().join('')}`)
  },
}

describe('what describes a person', () => {
  let bed: TestBed
  let instance: TestInstance
  let since: string
  beforeAll(async () => {
    bed = await createTestBed()
    since = await walPosition(bed.db)
    instance = await bed.startInstance({ handlers: { speaking } })
  })
  afterAll(() => bed.stop())

  const call = async (method: 'get' | 'post', path: string, body?: object) =>
    request(instance.url)
      [method](`/operations/v1${path}`)
      .set('Authorization', `Bearer ${await bed.token('operator')}`)
      .send(body)
  const post = async (contentType: string, body: string) =>
    request(instance.url)
      .post('/http/successfactors/events/ACME')
      .set('Authorization', `Bearer ${await bed.token()}`)
      .set('Content-Type', contentType)
      .send(body)

  it('is nowhere on the disk in clear text, after failures, edits, replays and exports', async () => {
    // Without digits: they are left out of the texts by which equal errors are found.
    const people = Array.from({ length: 12 }, () => plant().replace(/\d/g, 'x'))
    planted.push(...people)
    const ids: string[] = []
    for (const userId of people.slice(0, 8)) {
      ids.push(await instance.send([{ userId, params: { lastName: plant(), salary: plant() } }]))
    }
    // One message about several persons, records of a report, and a body that nobody can read.
    ids.push(await instance.send(people.slice(8).map((userId) => ({ userId }))))
    await post('text/csv', `userId,type,name\n${plant()},com.example.Report,${plant()}\n`)
    await post('text/xml', `<broken><name>${plant()}</name>`)
    await bed.settled()

    const path = (id = '') => `/deliveries/${id}/0/speaking/0/actions`
    const [first, second, third] = ids
    const params = [{ name: 'lastName', value: plant() }]
    expect((await call('post', `${path(first)}/edit`, { event: { params } })).status).toBe(200)
    expect((await call('post', `${path(second)}/replay`, { comment: plant() })).status).toBe(200)
    expect((await call('post', `${path(third)}/skip`, { comment: plant() })).status).toBe(200)
    // Errors name people, and an action on a group of equal errors chooses it by the error.
    const attempts = await call('get', `/attempts?messageId=${ids[4]}`)
    const cause = attempts.body.items[0].error.message
    expect(cause).toContain([...(people[4] as string)].reverse().join(''))
    const group = await call('post', '/deliveries/actions/replay', { filter: { cause } })
    expect(group.body).toMatchObject({ matched: 1 })
    await settledOrTimeout(async () => {
      const { body } = await call('get', `/actions/${group.body.actionId}`)
      return body.state === 'finished' && body.done === 1
    }, 'the failed delivery to be replayed')
    await bed.settled()
    const event = { type: 'com.example.Edited' }
    const many = { filter: { handler: 'speaking' }, event, comment: plant() }
    expect((await call('post', '/deliveries/actions/edit', many)).status).toBe(202)
    await settledOrTimeout(async () => {
      const { body } = await call('get', '/actions')
      return body.items.every(({ state }: { state: string }) => state === 'finished')
    }, 'all actions to end')
    await bed.settled()
    // A caller with Reveal can read it.
    const exported = await call('get', `/messages/${first}?reveal=true`)
    expect(exported.text).toContain(people[0])
    expect(exported.text).toContain(params[0]?.value)
    expect((await call('get', `/messages/${ids.at(-1)}/body`)).body.toString()).toContain(people[9])
    expect((await call('post', '/subjects/search', { key: people[1] })).body.items).toHaveLength(1)
    expect((await call('post', '/messages/search', { text: people[2] })).body.items).toHaveLength(1)

    const reversed = people.map((person) => [...person].reverse().join(''))
    const values = [...planted, ...reversed]
    expect(await scanDatabase(bed.db, values, since)).toEqual([])
    expect(await scanFiles(bed.keys.KEYS_DIR ?? '', values)).toEqual([])
    expect(scanBytes('log', Buffer.from(instance.log.join('')), values)).toEqual([])
  })

  it('is found by the scan where it is in clear text', async () => {
    const value = plant()
    const from = await walPosition(bed.db)
    await bed.db.query('create table plain (note text, bytes bytea)')
    await bed.db.query('insert into plain values ($1, $2)', [value, Buffer.from(value)])
    const places = (await scanDatabase(bed.db, [value], from)).map(({ value: found }) => found)
    expect(places.length).toBeGreaterThanOrEqual(2)
    await bed.db.query('drop table plain')
  })
})
