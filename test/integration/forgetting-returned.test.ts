import { randomUUID } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { deleteUnusedSubjects } from '../../lib/store/retention/delete-unused-subjects.ts'
import { useForgettingBed } from '../support/forgetting-bed.ts'
import { HIRE } from '../support/soap-message.ts'

const OTHER = 'com.example.Promotion'

describe('new events of a forgotten person', () => {
  const test = useForgettingBed()
  let seen: string[] = []

  async function startForgotten(): Promise<{ first: string; id: string }> {
    seen = []
    await test.start({
      journal: {
        on: '*',
        orderBy: (event) => `name of ${event.key('userId')}`,
        run: (event) => void seen.push(`${event.type} ${event.key('userId')}`),
      },
    })
    const first = await test.instance.send(['u-forgotten'])
    await test.isIn('completed', first)
    const id = await test.subjectOf(first)
    const { body } = await test.forget(id).expect(202)
    await test.finished(body.actionId)
    seen = []
    return { first, id }
  }

  it('are recorded without readable data and handed to no handler', async () => {
    const { id } = await startForgotten()
    const message = await test.instance.send(['u-forgotten'], OTHER)
    const both = await test.instance.send(['u-forgotten', 'u-other'], OTHER)
    await test.isIn('completed', both)
    expect(seen).toEqual([`${OTHER} u-other`])
    expect(await test.states(message)).toEqual([])
    expect(await test.clearTextOf('u-forgotten')).toEqual([])
    const { body } = await test.api.get(`/messages/${message}`, { reveal: true }).expect(200)
    expect(body).toMatchObject({
      status: 'DISCARDED',
      discarded: 'forgotten',
      events: [{ discarded: 'forgotten', content: null, subject: { id, key: '' } }],
    })
    const { body: raw } = await test.api.get(`/messages/${both}`, { reveal: true }).expect(200)
    expect(raw.events[0]).toMatchObject({ discarded: 'forgotten', content: null })
    expect(raw.events[1].content.keys[0]).toEqual({ name: 'userId', value: 'u-other' })
    const handOver = await test.api
      .post(`/messages/${message}/actions/hand-over`, { comment: 'x' })
      .expect(409)
    expect(handOver.body.error.code).toBe('not_discarded')
  })

  it('open a new key and a new row when the person is hired again', async () => {
    const { first, id } = await startForgotten()
    await test.instance.send(['u-forgotten'], OTHER)
    const hired = await test.instance.send(['u-forgotten'], HIRE)
    await test.isIn('completed', hired)
    const later = await test.instance.send(['u-forgotten'], OTHER)
    await test.isIn('completed', later)
    expect(seen).toEqual([`${HIRE} u-forgotten`, `${OTHER} u-forgotten`])
    const returned = await test.subjectOf(hired)
    expect(returned).not.toBe(id)
    expect(await test.subjectOf(later)).toBe(returned)
    const { body } = await test.api.get(`/messages/${first}`, { reveal: true }).expect(200)
    expect(body.events[0]).toMatchObject({ content: null, subject: { id, key: '' } })
    const { body: subject } = await test.api.get(`/subjects/${returned}`).expect(200)
    expect(subject).toMatchObject({ forgottenAt: null, forgetAction: null })
    // The one who came back can be forgotten again.
    const { body: again } = await test.forget(returned).expect(202)
    await test.finished(again.actionId)
    expect(await test.clearTextOf('u-forgotten')).toEqual([])
  })

  it('open no key if they repeat an event from before the erasure', async () => {
    seen = []
    await test.start({ journal: { on: '*', run: (event) => void seen.push(`${event.type}`) } })
    const hire = { eventId: randomUUID(), userId: 'u-forgotten' }
    const first = await test.instance.send([hire], HIRE)
    await test.isIn('completed', first)
    const id = await test.subjectOf(first)
    const { body } = await test.forget(id).expect(202)
    await test.finished(body.actionId)
    const repeat = await test.instance.send([hire], HIRE)
    expect(await test.subjectOf(repeat)).toBe(id)
    const { body: shown } = await test.api.get(`/messages/${repeat}`, { reveal: true }).expect(200)
    expect(shown).toMatchObject({
      status: 'DISCARDED',
      events: [{ discarded: 'forgotten', content: null, duplicateOf: { messageId: first } }],
    })
    expect(await test.clearTextOf('u-forgotten')).toEqual([])
    const hired = await test.instance.send(['u-forgotten'], HIRE)
    await test.isIn('completed', hired)
    expect(seen).toEqual([HIRE, HIRE])
  })

  it('open no key if they come from an undecodable message from before the erasure', async () => {
    await test.start({ journal: { on: '*', run: () => undefined } })
    const post = async (
      path: string,
      client: 'successfactors' | 'operator',
      type: string,
      body: string,
    ) =>
      fetch(`${test.instance.url}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${await test.bed.token(client)}`, 'content-type': type },
        body,
      })
    const undecodable = async () => {
      const body = `userId,name\nu-undecodable,${randomUUID()}\n`
      const path = '/http/successfactors/events/ACME'
      const { headers } = await post(path, 'successfactors', 'text/csv', body)
      return headers.get('SAP_MessageProcessingLogID') as string
    }
    const repair = async (message: string) => {
      const path = `/operations/v1/messages/${message}/actions/repair`
      const body = JSON.stringify({ type: HIRE, comment: 'it had no type' })
      expect((await post(path, 'operator', 'application/json', body)).status).toBe(200)
    }
    const older = await undecodable()
    const oldest = await undecodable()
    const first = await test.instance.send(['u-undecodable'], OTHER)
    await test.isIn('completed', first)
    const id = await test.subjectOf(first)
    const { body } = await test.forget(id).expect(202)
    await test.finished(body.actionId)
    const younger = await undecodable()
    await repair(older)
    expect(await test.subjectOf(older)).toBe(id)
    const { body: shown } = await test.api.get(`/messages/${older}`, { reveal: true }).expect(200)
    expect(shown.events).toMatchObject([{ discarded: 'forgotten', content: null }])
    await repair(younger)
    const returned = await test.subjectOf(younger)
    expect(returned).not.toBe(id)
    // The person has a new row now, but this message is still from before the erasure.
    await repair(oldest)
    const { body: late } = await test.api.get(`/messages/${oldest}`, { reveal: true }).expect(200)
    expect(late).toMatchObject({
      status: 'DISCARDED',
      events: [{ discarded: 'forgotten', content: null }],
    })
    expect(late.events[0].subject.id).not.toBe(returned)
    expect(JSON.stringify(late)).not.toContain('u-undecodable')
    expect(await test.states(oldest)).toEqual([])
  })

  it('are those of an unknown person after the retention of the ledger, with a new key', async () => {
    const { id } = await startForgotten()
    // A process that starts now, and learns the destroyed key from this event.
    await test.stop()
    await test.start({
      journal: { on: '*', run: (event) => void seen.push(`${event.type} ${event.key('userId')}`) },
    })
    await test.instance.send(['u-forgotten'], OTHER)
    await test.bed.rows('delete from event')
    await test.bed.rows('delete from delivery')
    await test.bed.rows(
      `update subject set forgotten_until = now() - interval '1 s' where id = $1`,
      id,
    )
    await test.vault.store.trimLedger(new Date('9999-12-31'))
    await deleteUnusedSubjects(test.bed.db as never, [id])
    expect(await test.bed.rows('select from subject where id = $1', id)).toEqual([])
    const message = await test.instance.send(['u-forgotten'], OTHER)
    await test.isIn('completed', message)
    expect(seen).toEqual([`${OTHER} u-forgotten`])
    const { body } = await test.api.get(`/messages/${message}`, { reveal: true }).expect(200)
    expect(body.events[0].content.keys[0]).toEqual({ name: 'userId', value: 'u-forgotten' })
  })

  it('are recognised by the ledger if a restored database lacks the row', async () => {
    const { first } = await startForgotten()
    await test.stop()
    await test.bed.rows('delete from subject')
    await test.bed.rows('delete from event')
    await test.bed.rows('delete from lane')
    await test.start({ journal: { on: '*', run: (event) => void seen.push(event.type ?? '') } })
    const message = await test.instance.send(['u-forgotten'], OTHER)
    const other = await test.instance.send(['u-other'], OTHER)
    await test.isIn('completed', other)
    expect(await test.states(message)).toEqual([])
    expect(seen).toEqual([OTHER])
    const hired = await test.instance.send(['u-forgotten'], HIRE)
    await test.isIn('completed', hired)
    expect(first).not.toBe(hired)
  })
})
