import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { reject } from '../../lib/handler.ts'
import { startOperations, type TestOperations } from '../support/operations-bed.ts'
import { HIRE } from '../support/soap-message.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const JOB = 'com.example.Job'
const LATER = 'com.example.Later'

let bed: TestBed
let instance: TestInstance
let on: TestOperations

beforeAll(async () => {
  bed = await createTestBed()
  instance = await bed.startInstance({
    handlers: {
      directory: {
        on: HIRE,
        run: (event) => {
          if (event.key('userId') === 'bad') reject('no account')
        },
      },
      lenient: { on: 'com.example.Skipped', onFailure: 'skip', run: () => reject('not mine') },
      flaky: {
        on: JOB,
        retry: { attempts: 5, firstDelayMs: 3_600_000 },
        run: () => {
          throw new Error('target is down')
        },
      },
      later: {
        on: LATER,
        startAt: () => new Date(Date.now() + 86_400_000),
        meanwhile: 'overtake',
        run: () => undefined,
      },
    },
  })
  on = await startOperations(bed)
})
afterAll(async () => {
  await on?.stop()
  await bed.stop()
})

const find = async (key: string) => {
  const { body } = await on.post('/subjects/search', { key }).expect(200)
  const { state, hasFailed, lastEvent } = body.items[0]
  return { state, hasFailed, last: lastEvent.messageId, type: lastEvent.type }
}

it('says of each subject how it stands, what came last, and whether something has failed', async () => {
  await instance.send(['bad'])
  const last = {
    bad: await instance.send(['bad']),
    good: await instance.send(['good']),
    skipped: await instance.send(['skipped'], 'com.example.Skipped'),
    flaky: await instance.send(['flaky'], JOB),
    later: await instance.send(['later'], LATER),
    nobody: await instance.send(['nobody'], 'com.example.Unhandled'),
  }
  await bed.found(1, `select from lane where status = 'parked'`)
  await bed.found(1, `select from lane where head_state = 'retrying'`)
  await bed.found(2, `select from delivery where state = 'failed'`)
  await bed.found(1, `select from delivery where state = 'completed'`)

  const type = HIRE
  expect(await find('bad')).toEqual({ state: 'parked', hasFailed: true, type, last: last.bad })
  expect(await find('good')).toEqual({ state: 'idle', hasFailed: false, type, last: last.good })
  expect(await find('skipped')).toMatchObject({ state: 'idle', hasFailed: true })
  const job = { hasFailed: false, type: JOB, last: last.flaky }
  expect(await find('flaky')).toEqual({ state: 'retrying', ...job })
  const planned = { hasFailed: false, type: LATER, last: last.later }
  expect(await find('later')).toEqual({ state: 'scheduled', ...planned })
  const { body } = await on.get('/subjects', { limit: 1 }).expect(200)
  expect(body.items[0].lastEvent).toMatchObject({ messageId: last.nobody })

  await instance.stop()
  await on.post('/handlers/directory/actions/hold').expect(200)
  const receiving = await bed.startInstance({
    handlers: { directory: { on: HIRE, run: () => undefined } },
    environment: { ROLE: 'ingest' },
  })
  await receiving.send(['good'])
  expect(await find('good')).toMatchObject({ state: 'waiting', hasFailed: false })
})
