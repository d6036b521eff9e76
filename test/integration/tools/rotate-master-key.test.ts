import { readFile, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { runTool } from '../../support/run-tool.ts'
import { createTestBed, type TestBed } from '../../support/test-service.ts'

describe('npm run rotate-master-key', () => {
  let bed: TestBed
  beforeAll(async () => {
    bed = await createTestBed()
  })
  afterAll(() => bed.stop())

  const rotate = () => runTool(['rotate-master-key', '--json'], bed.keys)

  it('replaces the master key, and the service reads with the new one alone', async () => {
    const first = await bed.startInstance()
    const id = await first.send(['kept'])
    await first.stop()
    const { MASTER_KEY_FILE: file = '' } = bed.keys
    const former = await readFile(file, 'utf8')
    const next = 'ab'.repeat(32)
    await writeFile(file, `${next}\n${former}`)
    // The key of the installation, that of the person, and spare ones.
    expect(JSON.parse((await rotate()).out).rewrapped).toBeGreaterThanOrEqual(2)
    await writeFile(file, next)
    expect(JSON.parse((await rotate()).out)).toEqual({ rewrapped: 0 })
    const second = await bed.startInstance()
    const answer = await fetch(`${second.url}/operations/v1/messages/${id}/body`, {
      headers: { authorization: `Bearer ${await bed.token('operator')}` },
    })
    expect(await answer.text()).toContain('kept')
    await second.stop()
    await writeFile(file, former)
    await expect(bed.startInstance()).rejects.toMatchObject({ code: 'master_key_unknown' })
  })
})
