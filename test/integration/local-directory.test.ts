import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import {
  type LocalDirectory,
  type LocalDirectoryOptions,
  startLocalDirectory,
} from '../../lib/local/directory/start-local-directory.ts'

describe('the local directory', () => {
  let dataDir: string
  let directory: LocalDirectory
  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-directory-'))
    await start()
  })
  afterEach(async () => {
    await directory.close()
    await rm(dataDir, { recursive: true })
  })

  async function start(options: Partial<LocalDirectoryOptions> = {}): Promise<void> {
    directory = await startLocalDirectory({ dataDir, port: 0, troublePercent: 0, ...options })
  }
  const call = (method: string, userId: string, body?: unknown, key: string | null = 'key') =>
    fetch(`${directory.url}/accounts/${userId}`, {
      method,
      headers: key === null ? {} : { 'Idempotency-Key': key },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  const accounts = async () => (await fetch(`${directory.url}/accounts`)).json()

  it('keeps accounts, and still has them after a restart, even after a kill in mid-line', async () => {
    expect((await call('PUT', 'a%2Fb', { activeFrom: '2026-01-01' }, '1')).status).toBe(201)
    expect((await call('PATCH', 'a%2Fb', { activeUntil: '2026-02-01' }, '2')).status).toBe(200)
    const account = {
      userId: 'a/b',
      activeFrom: '2026-01-01',
      activeUntil: '2026-02-01',
      managerId: null,
    }
    expect(await (await call('GET', 'a%2Fb')).json()).toEqual(account)
    await directory.close()
    const file = path.join(dataDir, 'local', 'directory.jsonl')
    await appendFile(file, '{"userId":"half')
    await start()
    expect(await accounts()).toEqual([account])
    expect((await readFile(file, 'utf8')).trim()).toBe(JSON.stringify(account))
  })

  it('refuses what it does not understand', async () => {
    expect((await call('PUT', 'x', {}, null)).status).toBe(400)
    expect((await call('PUT', 'x', { name: 'y' })).status).toBe(422)
    expect((await call('PATCH', 'x', {})).status).toBe(404)
    expect((await call('GET', 'x')).status).toBe(404)
    expect((await call('GET', '%zz')).status).toBe(404)
    expect((await call('DELETE', 'x')).status).toBe(405)
    expect((await fetch(`${directory.url}/elsewhere`)).status).toBe(404)
    await expect(call('PUT', 'x', { managerId: 'm'.repeat(70_000) })).rejects.toThrow()
    expect(await accounts()).toEqual([])
  })

  it('does a repeated call once', async () => {
    expect((await call('PUT', 'x', {}, 'same')).status).toBe(201)
    expect((await call('PUT', 'x', {}, 'same')).status).toBe(201)
    expect((await call('PUT', 'x', {}, 'other')).status).toBe(200)
  })

  it.each([
    [0, 'unavailable'],
    [0.5, 'reset'],
    [0.9, 'slow'],
  ])('fails twice, then does as it is told: %d', async (drawn, kind) => {
    await directory.close()
    await start({ troublePercent: 100, random: () => drawn, slowMs: 5 })
    for (const _ of [1, 2]) {
      const answer = await call('PUT', 'x', {}).catch(() => null)
      expect(answer?.status ?? 'none').toBe({ unavailable: 503, reset: 'none', slow: 201 }[kind])
    }
    expect((await call('PUT', 'x', {})).status).toBe(201)
    expect(await accounts()).toHaveLength(1)
  })

  it('says which variable to set when its port is taken', async () => {
    const port = Number(new URL(directory.url).port)
    await expect(startLocalDirectory({ dataDir, port, troublePercent: 0 })).rejects.toMatchObject({
      code: 'port_in_use',
      message: expect.stringContaining('LOCAL_DIRECTORY_PORT'),
    })
  })
})
