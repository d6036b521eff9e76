import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { readConfig } from '../../lib/config/read-config.ts'
import { type StandIns, startStandIns } from '../../lib/local/stand-ins.ts'
import { createLogger } from '../../lib/observability/log/logger.ts'
import { createDestinations } from '../../lib/outbound/destinations/create-destinations.ts'
import { createSuccessFactors } from '../../lib/outbound/successfactors/create-successfactors.ts'
import { createRateLimitGate } from '../../lib/outbound/successfactors/rate-limit-gate.ts'
import { aHire, aManagerChange } from '../../lib/testing.ts'

/** Nobody asks it: the stand-ins for issuer and SuccessFactors are what is started. */
const DATABASE_URL = 'postgres://localhost/nobody'

describe('on one machine SuccessFactors', () => {
  let folder: string
  const open: StandIns[] = []
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-odata-'))
  })
  afterAll(async () => {
    for (const standIns of open) await standIns.stop()
    await rm(folder, { recursive: true, force: true })
  })

  async function standIns(environment: Readonly<Record<string, string>> = {}): Promise<StandIns> {
    const local = { DATABASE_URL, DATA_DIR: folder, LOCAL_TOKEN_PORT: '0', HANDLERS_DIR: folder }
    const config = readConfig({ ...local, ...environment })
    const { application } = config
    const destination = { write: () => undefined }
    const logger = createLogger({ level: 'silent', application, type: 'log', destination })
    const started = await startStandIns(config, logger)
    open.push(started)
    return started
  }
  const reader = ({ destinations }: StandIns) =>
    createSuccessFactors({
      source: createDestinations(destinations),
      rateLimitGate: createRateLimitGate(),
      signal: new AbortController().signal,
    })

  it('has a stand-in: each person of an event works there, with the same data each time', async () => {
    const successfactors = reader(await standIns())
    const { row } = await successfactors.entityOf(aHire())
    expect(row).toMatchObject({ userId: '20001', startDate: '2026-01-01', seqNumber: '1' })
    expect(row?.costCenter).toMatch(/^C-\d+$/)
    expect((await successfactors.entityOf(aHire())).row).toEqual(row)
    const later = (await successfactors.entityOf(aManagerChange())).row
    expect(later).toMatchObject({ startDate: '2026-02-01', costCenter: row?.costCenter })
    expect(await successfactors.user('20001')).toMatchObject({ userId: '20001', status: 't' })
    expect(await successfactors.user("o'neil")).toMatchObject({ userId: "o'neil" })
  })

  it('has the mail address, the name and the status that handlers read', async () => {
    const successfactors = reader(await standIns())
    const where = { personIdExternal: '20001' }
    const first = async (entity: 'PerEmail' | 'PerPersonal') => {
      for await (const row of successfactors.query(entity, { where })) return row
      return null
    }
    expect(await first('PerEmail')).toMatchObject({ ...where, emailAddress: '20001@acme.example' })
    expect(await first('PerPersonal')).toMatchObject({ ...where, firstName: 'Kim' })
    expect(await successfactors.user('20001')).toMatchObject({ email: '20001@acme.example' })
    const options = { expand: ['emplStatusNav'] }
    const jobs = await successfactors.timeLine('EmpJob', { userId: '20001' }, options)
    expect(jobs).toMatchObject([{ emplStatusNav: { externalCode: 'A' } }])
  })

  it('has no employee who is their own manager', async () => {
    const successfactors = reader(await standIns())
    for (const userId of ['10004', '10005', '10006']) {
      const [job] = await successfactors.timeLine('EmpJob', { userId })
      expect(job?.managerId).toMatch(/^\d+$/)
      expect(job?.managerId).not.toBe(userId)
    }
  })

  it('is the one that DESTINATIONS names, where it does', async () => {
    const named = { url: 'https://api.example.com', authentication: 'NoAuthentication' }
    const DESTINATIONS = JSON.stringify({ successfactors: named })
    const { destinations } = await standIns({ DESTINATIONS })
    expect(destinations.named.get('successfactors')?.url).toBe('https://api.example.com')
  })
})
