import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { fixtureEvents } from '../../../lib/testing.ts'
import { runTool, serviceOptions } from '../../support/run-tool.ts'
import { soapMessage } from '../../support/soap-message.ts'
import { createTestBed, type TestBed, type TestInstance } from '../../support/test-service.ts'

let bed: TestBed
let instance: TestInstance
let folder: string
beforeAll(async () => {
  bed = await createTestBed()
  instance = await bed.startInstance({ handlers: {} })
})
afterAll(() => bed.stop())
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-fixture-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const PERSONAL = ['t.winter', 'P-70001', 'AA11BB22CC33DD44EE55FF6600770088', 'hradmin']

function fixture(ids: readonly string[], ...args: readonly string[]) {
  const { args: options, input } = serviceOptions(bed, instance.url, 'operator')
  return runTool(['fixture', ...ids, ...args, ...options], { HANDLERS_DIR: folder }, input)
}
async function sendFile(file: string, ...more: readonly string[]): Promise<string> {
  const { args, input } = serviceOptions(bed, instance.url, 'successfactors')
  const given = [
    'send',
    '--file',
    path.resolve('test/fixtures/messages', file),
    '--json',
    ...more,
    ...args,
  ]
  const { messageIds } = JSON.parse((await runTool(given, {}, input)).out)
  return messageIds[0]
}
async function written(): Promise<string[]> {
  const names = await readdir(path.join(folder, 'fixtures'))
  return names.map((name) => path.join(folder, 'fixtures', name))
}

describe('npm run fixture', () => {
  it('keeps the structure, replaces personal values, and prints none of them', async () => {
    const id = await sendFile('v2-hire.ns7.xml')
    const { code, out, errors } = await fixture([id])
    expect(code).toBe(0)
    const [file = ''] = await written()
    expect(path.basename(file)).toBe(`hire-${id.slice(-8)}.xml`)
    const text = await readFile(file, 'utf8')
    for (const value of PERSONAL) expect(text + out + errors).not.toContain(value)
    const real = await readFile('test/fixtures/messages/v2-hire.ns7.xml', 'utf8')
    // The tags, prefixes and blanks are the same.
    const tags = (xml: string) => xml.trim().replaceAll(/>[^<]*</g, '><')
    expect(tags(text)).toBe(tags(real))
    const [event] = fixtureEvents(file)
    expect(event).toMatchObject({
      type: 'com.successfactors.Employment.AssignmentInformation.Hire',
      entityType: 'EmpJob',
      effectiveStartDate: { iso: '2025-07-01' },
    })
    expect(event?.key('userId')).toMatch(/^userId-\d+$/)
    expect(event?.key('startDate')).toBe('2025-07-01')
    expect(event?.param('perPersonUuid')).toMatch(/^AAAAAAAA\d{24}$/)
  })

  it('gives the same person the same invented id, in all messages of a call', async () => {
    const file = path.join(folder, 'sent.xml')
    const ids: string[] = []
    for (const userId of ['700100', '700200', '700100']) {
      await writeFile(file, soapMessage([{ userId }]))
      ids.push(await sendFile(file))
    }
    await fixture(ids)
    const invented = new Map<string, string | null>()
    for (const name of await written()) {
      const [event] = fixtureEvents(name)
      const id = ids.find((known) => name.endsWith(`${known.slice(-8)}.xml`)) ?? ''
      invented.set(id, event?.key('userId') ?? null)
    }
    const [first, second, third] = ids.map((id) => invented.get(id))
    expect(first).toMatch(/^9\d{5}$/)
    expect(third).toBe(first)
    expect(second).not.toBe(first)
  })

  it('makes a message that the service accepts again', async () => {
    const id = await sendFile('v2-two-events.ns5.xml')
    const { out } = await fixture([id], '--out', 'two.xml', '--json')
    expect(JSON.parse(out).fixtures).toEqual([
      { messageId: id, file: expect.stringMatching(/two.xml$/) },
    ])
    const { args, input } = serviceOptions(bed, instance.url, 'successfactors')
    const file = path.join(folder, 'fixtures/two.xml')
    expect((await runTool(['send', '--file', file, ...args], {}, input)).code).toBe(0)
    expect(fixtureEvents(file)).toHaveLength(2)
  })

  it('masks JSON', async () => {
    const id = await sendFile('termination.json', '--type', 'com.example.Left')
    expect((await fixture([id], '--out', 'left.json')).code).toBe(0)
    const text = await readFile(path.join(folder, 'fixtures/left.json'), 'utf8')
    expect(JSON.parse(text)).toEqual({
      employeeId: expect.stringMatching(/^9\d{4}$/),
      managerId: expect.stringMatching(/^9\d{4}$/),
      message: expect.stringMatching(/^message-\d$/),
    })
    expect(text).not.toMatch(/80042|80001|Resigned/)
  })

  it('writes files that only their owner can read', async () => {
    await fixture([await sendFile('v2-hire.ns7.xml')])
    const [file = ''] = await written()
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  })

  it('prints a command that runs nothing else, whatever the event type is', async () => {
    const quoted = await sendFile('termination.json', '--type', 'a.Left$HOME')
    expect((await fixture([quoted], '--out', 'a.json')).out).toContain("--type 'a.Left$HOME'")
    const free = await sendFile('termination.json', '--type', "x'; touch Winter #")
    const { out } = await fixture([free])
    expect(out).toContain("--type '<type>'")
    expect(out).not.toContain('Winter')
    expect((await written()).map((file) => path.basename(file))).toContain(
      `message-${free.slice(-8)}.json`,
    )
  })

  it('overwrites nothing', async () => {
    const id = await sendFile('v2-hire.ns7.xml')
    await fixture([id])
    const { code, errors } = await fixture([id])
    expect(code).toBe(2)
    expect(errors).toContain('nothing is overwritten')
  })

  it('needs Reveal, and is recorded', async () => {
    const id = await sendFile('v2-hire.ns7.xml')
    const { args, input } = serviceOptions(bed, instance.url, 'successfactors')
    const { code, out } = await runTool(
      ['fixture', id, ...args, '--json'],
      { HANDLERS_DIR: folder },
      input,
    )
    expect(code).toBe(1)
    expect(JSON.parse(out).error.code).toBe('grant_missing')
    expect(existsSync(path.join(folder, 'fixtures'))).toBe(false)
    await fixture([id])
    const { rows } = await bed.db.query(
      `select count(*)::int as count from action where kind = 'reveal' and detail->>'messageId' = $1`,
      [id],
    )
    expect(rows).toEqual([{ count: 1 }])
  })

  it('says that there is no such message', async () => {
    const { code, errors } = await fixture(['01920000-0000-7000-8000-000000000001'])
    expect({ code, errors }).toEqual({ code: 1, errors: expect.stringMatching(/^not_found: /) })
  })

  it('names what is wrong with an address', async () => {
    const args = ['01920000-0000-7000-8000-000000000001', '--url', 'events.example.com']
    const { code, errors } = await runTool(['fixture', ...args])
    expect({ code, errors }).toEqual({
      code: 2,
      errors: expect.stringMatching(/^config_invalid: --url: expected https and a host/),
    })
  })
})
