import { randomUUID } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import request from 'supertest'
import type { HandlerDefinition } from '../../lib/handler.ts'
import { createPool } from '../../lib/store/db/database.ts'
import { giveVault } from '../../lib/store/db/vault-of.ts'
import { createBatchWriter } from '../../lib/store/record/write-batch.ts'
import { modelMessage } from '../model/model-message.ts'
import { useForgettingBed } from '../support/forgetting-bed.ts'
import { HIRE } from '../support/soap-message.ts'

const OTHER = 'com.example.Promotion'

describe('a forgotten person who was hired again', () => {
  const test = useForgettingBed()
  let seen: string[] = []

  async function start(environment: Readonly<Record<string, string>> = {}): Promise<void> {
    seen = []
    const handler: HandlerDefinition = {
      on: '*',
      run: (event) => void seen.push(`${event.type} ${event.eventId}`),
    }
    await test.start({ journal: handler }, environment)
  }

  async function forgotten(messageId: string): Promise<string> {
    await test.isIn('completed', messageId)
    const id = await test.subjectOf(messageId)
    const { body } = await test.forget(id).expect(202)
    await test.finished(body.actionId)
    seen = []
    return id
  }

  /** One message with these types in order. */
  async function sendTypes(types: readonly (readonly [type: string, id: string])[]) {
    const body = types.map(([type, id]) => ({
      ...{ specversion: '1.0', id, source: '/test', type },
      data: { userId: 'u-back', note: `note of ${id}` },
    }))
    const answer = await request(test.instance.url)
      .post('/http/successfactors/events/ACME')
      .set('Authorization', `Bearer ${await test.bed.token()}`)
      .set('Content-Type', 'application/cloudevents-batch+json')
      .send(JSON.stringify(body))
      .expect(200)
    return answer.headers.sap_messageprocessinglogid as string
  }

  const revealed = (messageId: string) => test.api.read(`/messages/${messageId}`, { reveal: true })

  it('a repeat of an event from before the erasure is stored without readable data', async () => {
    await start()
    const hire = { eventId: randomUUID(), userId: 'u-back' }
    const first = await test.instance.send([hire], HIRE)
    const id = await forgotten(first)
    const withheld = { eventId: randomUUID(), userId: 'u-back' }
    const meanwhile = await test.instance.send([withheld], OTHER)
    const rehire = await test.instance.send(['u-back'], HIRE)
    await test.isIn('completed', rehire)
    for (const [event, type, original] of [
      [hire, HIRE, first],
      [withheld, OTHER, meanwhile],
    ] as const) {
      const repeat = await test.instance.send([event], type)
      expect(await revealed(repeat)).toMatchObject({
        status: 'DISCARDED',
        events: [
          {
            ...{ discarded: 'forgotten', content: null, subject: { id, key: '' } },
            duplicateOf: { messageId: original },
          },
        ],
      })
    }
    expect(await test.subjectOf(rehire)).not.toBe(id)
    // A repeat of an event from after the return is an ordinary duplicate.
    const again = { eventId: randomUUID(), userId: 'u-back' }
    await test.instance.send([again], OTHER)
    const { events } = await revealed(await test.instance.send([again], OTHER))
    expect(events[0]).toMatchObject({ discarded: null })
    expect(events[0].content.keys[0]).toEqual({ name: 'userId', value: 'u-back' })
  })

  it('does not come back by a hire that is discarded because another sender counts', async () => {
    const CALLERS = JSON.stringify([
      { client: 'successfactors', name: 'old', company: 'ACME' },
      { client: 'operator', name: 'new', company: 'ACME' },
    ])
    const rule = { type: HIRE, company: 'ACME', sender: 'new' }
    await start({ CALLERS, TYPE_SENDERS: JSON.stringify([rule]) })
    const id = await forgotten(await test.instance.send(['u-gone'], OTHER))
    const hire = await test.instance.send(['u-gone'], HIRE)
    expect(await revealed(hire)).toMatchObject({
      ...{ status: 'DISCARDED', discarded: 'forgotten' },
      events: [{ discarded: 'forgotten', content: null, subject: { id, key: '' } }],
    })
    expect(await test.clearTextOf('u-gone')).toEqual([])
    expect(await test.subjectOf(await test.instance.send(['u-gone'], OTHER))).toBe(id)
  })

  it('gets events of one message from the hire on', async () => {
    await start()
    const id = await forgotten(await test.instance.send(['u-back'], HIRE))
    const message = await sendTypes([
      [OTHER, 'early'],
      [HIRE, 'hired'],
      [OTHER, 'late'],
      [OTHER, 'early'],
    ])
    await test.bed.found(
      2,
      `select from delivery where state = 'completed' and message_id = $1`,
      message,
    )
    expect(seen).toEqual([`${HIRE} /test|hired`, `${OTHER} /test|late`])
    const { events } = await revealed(message)
    const withheld = { discarded: 'forgotten', content: null, subject: { id, key: '' } }
    expect(events).toMatchObject([withheld, { discarded: null }, { discarded: null }, withheld])
    expect(JSON.stringify(events)).not.toContain('note of early')
    expect(JSON.stringify(events)).toContain('note of late')
  })

  it('gets events of several messages in one commit from the hire on', async () => {
    await start()
    const id = await forgotten(await test.instance.send(['u-back'], HIRE))
    const pool = createPool(
      { kind: 'socket', ...test.bed.database.connection },
      { name: 'test', max: 2, pipeline: true, onError: () => undefined },
    )
    giveVault(pool, test.bed.vault)
    const writer = createBatchWriter({
      ...{ pool, instanceId: randomUUID(), handlerIds: [], starts: null },
      duplicateWindows: { bodyMs: 1_000, recordMs: 1_000 },
      now: () => performance.now(),
      reopeningTypes: [HIRE],
      onRecorded: () => undefined,
    })
    const messages = [OTHER, HIRE, OTHER].map((type) =>
      modelMessage('ACME', [{ userId: 'u-back', startsAt: 0 }], [], type),
    )
    await writer.write(messages, 1)
    await pool.end()
    const shown = await Promise.all(messages.map((message) => revealed(message.id)))
    expect(shown.map(({ events }) => events[0].discarded)).toEqual(['forgotten', null, null])
    expect(shown[0].events[0]).toMatchObject({ content: null, subject: { id, key: '' } })
    expect(shown[2].events[0].content.keys[0]).toEqual({ name: 'userId', value: 'u-back' })
  })
})
