import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type ServiceProcess, startService } from '../../lib/cli/demo/service-process.ts'
import { endLeases } from '../../lib/store/deliver/end-leases.ts'
import { makeTestRunFolder, type TestRunFolder } from '../setup/test-run-folder.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { type FakeReceiver, startFakeReceiver } from '../support/fake-receiver.ts'
import { sendEvents } from '../support/send-events.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

describe('an instance whose process has died', () => {
  let bed: TestBed
  let folder: TestRunFolder
  let target: FakeReceiver
  const children: ServiceProcess[] = []
  const attempts: { attempt: number; pid: number }[] = []
  let answerFirst = () => {}

  beforeAll(async () => {
    bed = await createTestBed()
    folder = await makeTestRunFolder()
    target = await startFakeReceiver(async ({ url, body }) => {
      if (url === '/before') attempts.push(JSON.parse(body))
      if (attempts.length === 1) {
        await new Promise<void>((resolve) => {
          answerFirst = resolve
        })
      }
      return { status: 200, json: {} }
    })
  })
  afterAll(async () => {
    answerFirst()
    await Promise.all(children.map((child) => child.stop()))
    await target.close()
    await bed.stop()
    await rm(folder.parent, { recursive: true, force: true })
  })

  const start = async (name: string) => {
    const xsuaa = [{ name: 'local', credentials: bed.authorizationServer.xsuaaCredentials }]
    const child = await startService({
      environment: {
        VCAP_SERVICES: JSON.stringify({ xsuaa }),
        DATA_DIR: folder.dataDir,
        HANDLERS_DIR: 'test/fixtures/handlers/paying',
        LEASE_SECONDS: '600',
        PORT: '0',
        TARGET: target.url,
      },
      logFile: `${folder.parent}/${name}.log`,
      signal: new AbortController().signal,
    })
    children.push(child)
    return child
  }

  it('hands its deliveries over at once on a local database, not after the lease', async () => {
    const first = await start('first')
    await sendEvents({ url: `http://127.0.0.1:${first.port}` }, await bed.token(), ['anna'])
    await settledOrTimeout(() => attempts.length === 1, 'the first attempt')
    process.kill(attempts[0]?.pid as number, 'SIGKILL')
    await first.ended

    await start('second')
    await settledOrTimeout(() => attempts.length === 2, 'the second attempt')
    expect(attempts.map(({ attempt }) => attempt)).toEqual([1, 2])
  }, 90_000)

  it('leaves the leases of all others alone', async () => {
    await bed.startInstance()
    const [dead, living] = [randomUUID(), randomUUID()]
    await bed.db.query(
      `insert into lane (handler_id, subject_id, waiting, due_at, leased_by)
       values (1, 1, 1, now() + interval '1 hour', $1), (1, 2, 1, now() + interval '1 hour', $2),
         (1, 3, 1, now() + interval '1 hour', null), (1, 4, 0, null, null)`,
      [dead, living],
    )
    expect(await endLeases(bed.db, [dead])).toBe(1)
    const { rows } = await bed.db.query(
      `select subject_id::int as subject, leased_by as by, due_at <= receiver_clock() as due
       from lane order by subject_id`,
    )
    expect(rows).toEqual([
      { subject: 1, by: dead, due: true },
      { subject: 2, by: living, due: false },
      { subject: 3, by: null, due: false },
      { subject: 4, by: null, due: null },
    ])
  })
})
