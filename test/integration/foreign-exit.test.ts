import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { sendEvents } from '../support/send-events.ts'
import { startServiceChild } from '../support/service-child.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

describe('a process that code of a handler ends', () => {
  let bed: TestBed
  let folder: string
  beforeAll(async () => {
    bed = await createTestBed()
    folder = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-exit-'))
  })
  afterAll(async () => {
    await bed.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const linesOf = async (name: string) =>
    (await readFile(path.join(folder, `${name}.log`), 'utf8'))
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)

  it('logs the place of the exit', async () => {
    const child = await startServiceChild(bed, folder, { handlers: 'exiting', name: 'exiting' })
    await sendEvents({ url: `http://127.0.0.1:${child.port}` }, await bed.token(), ['a'])
    await child.ended
    expect((await linesOf('exiting')).at(-1)).toMatchObject({
      level: 'fatal',
      code: 'process_exit',
      exit_code: 0,
      stacktrace: expect.arrayContaining([expect.stringContaining('leaving.ts')]),
    })
  })

  it('logs no such line when it is stopped', async () => {
    const child = await startServiceChild(bed, folder, { handlers: 'clocks', name: 'stopped' })
    await child.stop()
    const lines = await linesOf('stopped')
    expect(lines.at(-1)).toMatchObject({ msg: 'stopped' })
  })
})
