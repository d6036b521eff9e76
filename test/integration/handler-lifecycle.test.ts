import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { settledOrTimeout } from '../support/eventually.ts'
import { sendEvents } from '../support/send-events.ts'
import { startServiceChild } from '../support/service-child.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

describe('start and stop of handlers', () => {
  let bed: TestBed
  let folder: string
  beforeAll(async () => {
    bed = await createTestBed()
    folder = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-lifecycle-'))
  })
  afterAll(async () => {
    await bed.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const start = (handlers: string, environment: Record<string, string>) =>
    startServiceChild(bed, folder, { handlers, name: 'service', environment })
  const linesOf = async (file: string) => {
    const text = await readFile(path.join(folder, file), 'utf8').catch(() => '')
    return text.split('\n').filter((line) => line !== '')
  }

  it('come before the first run and after the last one', async () => {
    const service = await start('started', { TRACE: path.join(folder, 'trace') })
    const url = `http://127.0.0.1:${service.port}`
    await sendEvents({ url }, await bed.token(), ['u1'])
    await settledOrTimeout(async () => (await linesOf('trace')).length > 1, 'the run')
    await service.stop()
    expect(await linesOf('trace')).toEqual(['start', 'run u1', 'stop'])
  })

  it('are left out by an instance that runs no handler', async () => {
    const service = await start('started', { TRACE: path.join(folder, 'none'), ROLE: 'ingest' })
    await service.stop()
    expect(await linesOf('none')).toEqual([])
  })

  it('a start that fails: the service does not start, names the file, and leaves no trace', async () => {
    await bed.db.query('drop schema public cascade; create schema public')
    const failure = start('not-starting', {})
    await expect(failure).rejects.toThrow(
      /handler_start_failed: .*\n {2}needs-a-list\.ts: expected the list of cost centres/,
    )
    const { rows } = await bed.db.query(`select 1 from pg_tables where schemaname = 'public'`)
    expect(rows).toEqual([])
  })

  it('a type that resembles a known one is reported at the start', async () => {
    const service = await start('started', { TRACE: path.join(folder, 'told') })
    await service.stop()
    const told = (await linesOf('service.log')).filter((line) => line.includes('_unknown'))
    expect(told.map((line) => JSON.parse(line))).toEqual(
      ['misspelt-too.json', 'misspelt.ts'].map((handler) =>
        expect.objectContaining({
          level: 'warn',
          code: 'event_type_unknown',
          handler,
          event_type: 'com.successfactors.Employment.AssignmentInformation.Rehire',
          did_you_mean: 'com.successfactors.Employment.AssignmentInformation.ReHire',
        }),
      ),
    )
  })
})
