import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'
import { discoverHandlers, findUnknownCode } from '../../../lib/handlers/discover-handlers.ts'

const folder = (name: string) =>
  fileURLToPath(new URL(`../../fixtures/handlers/${name}`, import.meta.url))

const mistakesIn = async (name: string): Promise<string[]> => {
  const error = await discoverHandlers(name).catch((reason) => reason)
  expect(error.code).toBe('handler_invalid')
  return error.message.split('\n').slice(1)
}

describe('discoverHandlers', () => {
  it('finds the handlers by file name, with every default, and leaves subfolders alone', async () => {
    const handlers = await discoverHandlers(folder('good'))
    expect(handlers.map(({ name, options }) => ({ name, options }))).toEqual([
      {
        name: 'takes-all',
        options: {
          on: ['*'],
          rateLimit: null,
          meanwhile: null,
          formerly: [],
          masks: [],
          onForgotten: false,
          retry: { attempts: 8, firstDelayMs: 1_000, maxDelayMs: 3_600_000 },
          onFailure: 'park',
          timeoutMs: 30_000,
          concurrency: 10,
          totalConcurrency: null,
        },
      },
    ])
  })

  it('names every bad file, what was expected and what was found', async () => {
    expect(await mistakesIn(folder('bad'))).toEqual([
      expect.stringMatching(/does-not-load\.ts: expected a module that loads, .* needs a thing/),
      expect.stringMatching(
        /named-only\.ts: expected "export default defineHandler.*only named exports \(run\)/,
      ),
      expect.stringMatching(/not-defined\.ts: .* that did not come from defineHandler/),
      expect.stringMatching(
        /wrong-options\.ts: on: .*got an empty list; retry\.attempts: .*, got 0; .*run: expected a function, got "later"; retries: .* did you mean retry\?$/,
      ),
    ])
  })

  it('names files whose handlers could have no good name, and what would be one', async () => {
    const rename = "a handler's name has lower-case letters, digits and single hyphens, at most 100"
    const dir = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-names-'))
    const files = ['takesAll.ts', 'two--hyphens.ts', '9.ts']
    for (const file of files) {
      await writeFile(path.join(dir, file), 'export {}')
    }
    expect(await mistakesIn(dir)).toEqual([
      `  9.ts: ${rename}: rename it`,
      `  takesAll.ts: ${rename}: rename it, for example to takes-all.ts`,
      `  two--hyphens.ts: ${rename}: rename it, for example to two-hyphens.ts`,
    ])
    await rm(dir, { recursive: true })
  })

  it('ignores files that it does not know, and names code that was perhaps meant as a handler', async () => {
    const dir = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-other-'))
    const code = ['compiled.js', 'old.mjs', 'page.tsx']
    for (const file of [
      ...code,
      'README.md',
      'a.test.ts',
      'a.spec.ts',
      'types.d.ts',
      'notes.txt',
    ]) {
      await writeFile(path.join(dir, file), 'throw new Error()')
    }
    expect(await discoverHandlers(dir)).toEqual([])
    expect(await findUnknownCode(dir)).toEqual(code)
    await rm(dir, { recursive: true })
  })

  it('names a file that throws no error while it loads', async () => {
    const dir = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-throws-'))
    await writeFile(path.join(dir, 'nothing.ts'), 'throw undefined')
    await writeFile(path.join(dir, 'text.ts'), "throw 'no license'")
    expect(await mistakesIn(dir)).toEqual([
      '  nothing.ts: expected a module that loads, it failed with: undefined',
      '  text.ts: expected a module that loads, it failed with: no license',
    ])
    await rm(dir, { recursive: true })
  })

  it('follows links to files, and ignores links to folders', async () => {
    const dir = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-links-'))
    await symlink(path.join(folder('good'), 'takes-all.ts'), path.join(dir, 'mounted.ts'))
    await symlink(folder('good'), path.join(dir, 'folder.ts'))
    expect((await discoverHandlers(dir)).map(({ name }) => name)).toEqual(['mounted'])
    await symlink(path.join(dir, 'nowhere'), path.join(dir, 'broken.ts'))
    await symlink(path.join(dir, 'nowhere'), path.join(dir, 'unread.json'))
    expect(await mistakesIn(dir)).toEqual([
      expect.stringContaining('broken.ts: expected a module that loads'),
      '  unread.json: expected a file that can be read',
    ])
    await rm(dir, { recursive: true })
  })

  it('names handlers that would take over the same lanes, before any database is asked', async () => {
    expect(await mistakesIn(folder('conflicting'))).toEqual([
      '  first.ts: formerly names the handler itself: take "first" out',
      '  second.ts: formerly names "old", as first.ts does: lanes have one successor, take the name out of one of them',
      '  second.ts: formerly names "first", which is a handler too: remove first.ts, or take the name out',
    ])
  })

  it('says so when there is no such folder', async () => {
    await expect(discoverHandlers(folder('nowhere'))).rejects.toMatchObject({
      code: 'handler_invalid',
      message: expect.stringMatching(/nowhere, it cannot be read \(ENOENT\): create it/),
    })
  })
})
