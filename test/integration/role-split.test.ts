import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type RoleSplitResult, runRoleSplit } from '../../lab/chaos/role-split.ts'
import { brokenByRoles } from '../../lab/chaos/role-split-promises.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

/** Longer than the lease of 5 s. */
const BLOCK_MS = 6_500

describe('receiving and dispatching in processes of their own', () => {
  let bed: TestBed
  let folder: string
  let result: RoleSplitResult
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-roles-'))
    bed = await createTestBed()
    const { db, database, authorizationServer, keys } = bed
    const deps = { db, databaseUrl: database.url, authorizationServer, keys }
    result = await runRoleSplit(deps, { blockMs: BLOCK_MS, folder })
  }, 240_000)
  afterAll(async () => {
    await bed.stop()
    await rm(folder, { recursive: true, force: true })
  })

  it('answers all the while, parks the deadly event, and lets the other lanes go on', () => {
    expect(brokenByRoles(result, BLOCK_MS)).toEqual([])
    expect(result.others).toBeGreaterThan(0)
  })
})
