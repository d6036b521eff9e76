import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { brokenByErasures, judgeErasures } from '../../lab/chaos/judge-erasures.ts'
import { recordNotified } from '../../lab/chaos/notified-people.ts'
import { createPeople, type People } from '../../lab/chaos/people.ts'
import { sendCall } from '../../lab/chaos/send-call.ts'
import { uuidBytes } from '../../lib/encryption/key-bytes.ts'
import { createRandom } from '../../lib/local/connector/seeded-random.ts'
import { useForgettingBed } from '../support/forgetting-bed.ts'

describe('the judge of erasures in a chaos run', () => {
  const test = useForgettingBed()
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-judged-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('finds each missing step and whatever is left', async () => {
    const trace = path.join(folder, 'trace')
    await test.start({
      'leave-trace': {
        on: '*',
        run: () => undefined,
        onForgotten: ({ key }) => recordNotified(key, trace),
      },
    })
    const people = createPeople(createRandom(1))
    const token = await test.bed.token()
    for (let call = 0; call < 5; call += 1) {
      const url = `${test.instance.url}/http/successfactors/events/CHAOS`
      const { status } = await sendCall([url], token, people.plan().body)
      expect(status).toBe(200)
    }
    await test.bed.settled()
    const [person, other] = people.all()
    if (person === undefined || other === undefined) throw new Error('expected people')
    const before = await test.vault.store.listAfter(null, 100)
    const { body } = await test.forget(await subjectOf(people, person)).expect(202)
    await test.finished(body.actionId)
    await test.bed.settled()
    const asked = [{ person, actionId: body.actionId as string, killedAt: null }]
    const judge = async (forgettings = asked) =>
      brokenByErasures(
        await judgeErasures(
          { ...test.bed, databaseUrl: test.bed.database.url },
          { forgettings, people, trace, folders: [folder] },
        ),
      )
    // The key of the notice is destroyed by a job that runs seldom.
    await test.bed.rows(`update message set body = '' where id = $1`, body.actionId)
    expect(await judge()).toEqual([])
    expect((await judge([])).join()).toMatch(/1 people are forgotten without a request/)
    const lost = { person: other, actionId: crypto.randomUUID(), killedAt: null }
    expect((await judge([...asked, lost])).join()).toMatch(/is not stored/)

    await writeFile(path.join(folder, 'left'), `of ${other.name}`)
    expect(await judge()).toEqual(['1 places on the disk with clear text', '  left: 1'])
    await rm(path.join(folder, 'left'))

    await writeFile(`${trace}.notified`, '')
    expect(await judge()).toEqual(['1 forgotten people whose erasure reached no handler'])
    recordNotified(person.userId, trace)

    await test.bed.rows('delete from erasure_report')
    expect((await judge()).join()).toMatch(/has no valid report/)
    await test.bed.rows(`update action set state = 'running' where kind = 'forget'`)
    expect((await judge()).join()).toMatch(/is running at report/)

    const keys = new DatabaseSync(path.join(test.bed.keys.KEYS_DIR as string, 'keys.sqlite'))
    for (const { id, wrapped } of before) {
      const sql = `update person_key set state = 'living', wrapped = ? where id = ?`
      keys.prepare(sql).run(wrapped, uuidBytes(id))
    }
    const broken = (await judge()).join()
    expect(broken).toMatch(/has a key that is not destroyed/)
    expect(broken).toMatch(/places with readable data of forgotten people/)
    keys.exec('delete from ledger')
    expect((await judge()).join()).toMatch(/0 entries in the ledger for 1 erasures/)
    keys.close()
  })

  it('finds readable data of a forgotten person, and lost data of others', async () => {
    const trace = path.join(folder, 'untold')
    await writeFile(`${trace}.notified`, '')
    await test.start({})
    const people = createPeople(createRandom(2))
    const url = `${test.instance.url}/http/successfactors/events/CHAOS`
    await sendCall([url], await test.bed.token(), people.plan().body)
    const [person] = people.all()
    if (person === undefined) throw new Error('expected a person')
    const judge = async () =>
      judgeErasures(
        { ...test.bed, databaseUrl: test.bed.database.url },
        { forgettings: [], people, trace, folders: [] },
      )
    expect(await judge()).toMatchObject({ lost: 0, readable: [] })
    const id = await subjectOf(people, person)
    await test.bed.rows('update subject set forgotten_at = now() where id = $1', id)
    const { readable } = await judge()
    expect(readable.join()).toMatch(/event\.content: 2/)
    await test.bed.rows('update subject set forgotten_at = null')
    await test.bed.rows(`update event set content = null`)
    await test.bed.rows(`update message set body = ''`)
    expect(await judge()).toMatchObject({ lost: people.all().length })
  })

  async function subjectOf(people: People, person: ReturnType<People['all']>[number]) {
    const [row] = await test.bed.rows<{ id: string }>(
      'select subject_id as id from event where event_id = any($1)',
      people.eventIdsOf(person),
    )
    return row?.id as string
  }
})
