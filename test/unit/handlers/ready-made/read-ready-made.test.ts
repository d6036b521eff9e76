import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { discoverHandlers } from '../../../../lib/handlers/discover-handlers.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-ready-made-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const write = (name: string, content: unknown) =>
  writeFile(
    path.join(folder, name),
    typeof content === 'string' ? content : JSON.stringify(content),
  )
async function mistakes(): Promise<string[]> {
  const error = await discoverHandlers(folder).catch((reason) => reason)
  expect(error.code).toBe('handler_invalid')
  return error.message.split('\n  ').slice(1)
}
const sound = { use: 'forward', destination: 'iflow', path: '/http/events', on: ['a.B'] }

describe('a handler that is configured', () => {
  it('is found by its file, with its options and every default', async () => {
    await write('to-iflow.json', { ...sound, retry: { attempts: 3 }, totalConcurrency: 2 })
    await write('publish.json', { use: 'publish', destination: 'sink', on: '*', mode: 'binary' })
    expect(await discoverHandlers(folder)).toMatchObject([
      { name: 'publish', options: { on: ['*'], retry: { attempts: 8 }, timeoutMs: 30_000 } },
      {
        name: 'to-iflow',
        options: { on: ['a.B'], retry: { attempts: 3, firstDelayMs: 1_000 }, totalConcurrency: 2 },
      },
    ])
  })

  it('stops the start with one list of all mistakes of all files', async () => {
    await write('a.json', { use: 'forward', path: 'events', on: [], retry: { attempts: 0 } })
    await write('b.json', { ...sound, use: 'publish', mode: 'avro', subject: 'all' })
    await write('c.json', '{ "use": ')
    expect(await mistakes()).toEqual([
      'a.json: destination: expected the name of a destination, such as "iflow"',
      'a.json: path: expected a path that begins with / and has neither blanks nor #',
      expect.stringMatching(/^a\.json: on: /),
      expect.stringMatching(/^a\.json: retry\.attempts: /),
      'b.json: mode: expected "structured" or "binary"',
      'b.json: subject: expected "employee" or "none"',
      expect.stringMatching(/^c\.json: expected JSON, it cannot be read: /),
    ])
  })

  it('is called by its own file in what is wrong between handlers', async () => {
    await write('first.json', { ...sound, formerly: ['first', 'old', 'second'] })
    await write('second.json', { ...sound, formerly: ['old'] })
    expect(await mistakes()).toEqual([
      'first.json: formerly names the handler itself: take "first" out',
      'first.json: formerly names "second", which is a handler too: remove second.json, or take the name out',
      'second.json: formerly names "old", as first.json does: lanes have one successor, take the name out of one of them',
    ])
  })

  it.each([
    ['no use', { ...sound, use: undefined }, 'use: expected "forward" or "publish"'],
    ['another use', { ...sound, use: 'mail' }, 'use: expected "forward" or "publish"'],
    [
      'no on',
      { ...sound, on: undefined },
      "on: expected an event type, a pattern with single * (one or more characters), a list of them, '*', or a predicate, got nothing",
    ],
    ['a setting that there is not', { ...sound, mode: 'binary' }, 'Unrecognized key: "mode"'],
    ['code', { ...sound, run: 'x' }, 'Unrecognized key: "run"'],
    [
      'another placeholder',
      { ...sound, path: '/a/{user}' },
      'path: expected no braces but those of the placeholders {type} and {key}',
    ],
    [
      'a header of the message',
      { ...sound, headers: { 'Content-Type': 'text/plain' } },
      'headers.Content-Type: expected other headers: the message, the connection or the destination defines this one',
    ],
    [
      'no name of a header',
      { ...sound, headers: { 'a b': '1' } },
      'headers.a b: expected the name of an HTTP header',
    ],
    [
      'a header of two lines',
      { ...sound, headers: { a: 'x\r\ny' } },
      'headers.a: expected a text of printable ASCII',
    ],
    ['no csrf', { ...sound, csrf: 'yes' }, 'csrf: expected true or false'],
    ['a list', [sound], 'expected an object with "use", "destination" and "on"'],
    ['null', null, 'expected an object with "use", "destination" and "on"'],
  ])('is refused: %s', async (_what, content, finding) => {
    await write('mine.json', content)
    expect(await mistakes()).toEqual([`mine.json: ${finding}`])
  })

  it('has a name of its own', async () => {
    await write('mine.json', sound)
    await write('mine.ts', 'export default 1\n')
    expect(await mistakes()).toEqual([
      'mine.ts: expected a name of its own, mine.json has it: rename one',
    ])
  })
})
