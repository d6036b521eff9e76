import { describe, expect, it } from '@jest/globals'
import { encryptStored } from '../../lib/store/keys/encryption-job.ts'
import { useForgettingBed } from '../support/forgetting-bed.ts'
import { soapMessage } from '../support/soap-message.ts'

describe('forgetting a person whose rows an earlier version wrote', () => {
  const test = useForgettingBed()

  /** Stores a message as an earlier version did. */
  async function sendClear(people: readonly string[]): Promise<string> {
    const id = await test.instance.send([...people])
    // The job of the instance must not encrypt the rows again.
    await test.bed.found(
      1,
      `select from job where name = 'encryption' and due_at > now() + interval '1 hour'`,
    )
    const body = Buffer.from(soapMessage(people.map((userId) => ({ userId }))))
    await test.bed.rows('update message set key_id = null, body = $2 where id = $1', id, body)
    await test.bed.rows('update event set content = null where message_id = $1', id)
    for (const [ordinal, userId] of people.entries()) {
      await test.bed.rows(
        `update subject set key_id = null, key = convert_to($3, 'UTF8'), key_digest = md5($3)::uuid
         where id = (select subject_id from event where message_id = $1 and ordinal = $2)`,
        ...[id, ordinal, userId],
      )
    }
    return id
  }

  async function encryptAll(): Promise<void> {
    await test.bed.rows(`delete from job where name = 'encryption'`)
    while (await encryptStored(test.bed.db));
  }

  it('waits until a message of others as well is encrypted, and keeps theirs', async () => {
    await test.start({})
    const message = await sendClear(['u-forgotten', 'u-other'])
    await test.stop()
    const { body } = await test.forget(await test.subjectOf(message)).expect(202)
    while (await test.api.runDue());
    expect(await test.action(body.actionId)).toMatchObject({ state: 'running' })
    await encryptAll()
    await test.bed.rows(`update action set due_at = now() where due_at is not null`)
    await test.finished(body.actionId)
    expect(await test.clearTextOf('u-forgotten')).toEqual([])
    const { body: shown } = await test.api.get(`/messages/${message}`, { reveal: true }).expect(200)
    expect(shown.events[0]).toMatchObject({ content: null })
    expect(shown.events[1].content.keys[0]).toEqual({ name: 'userId', value: 'u-other' })
  })

  it('forgets both rows of a person who has events of both versions', async () => {
    await test.start({})
    const old = await sendClear(['u-forgotten'])
    const recent = await test.instance.send(['u-forgotten'])
    await test.stop()
    await encryptAll()
    const ids = [await test.subjectOf(recent), await test.subjectOf(old)]
    expect(ids[0]).not.toBe(ids[1])
    const { body } = await test.forget(ids[0] as string).expect(202)
    await test.finished(body.actionId)
    const [second] = await test.bed.rows<{ id: string }>(
      'select forget_action as id from subject where id = $1',
      ids[1],
    )
    await test.finished(second?.id as string)
    expect(await test.clearTextOf('u-forgotten')).toEqual([])
    await encryptAll()
    expect(await test.bed.rows('select from subject where forgotten_at is null')).toEqual([])
  })
})
