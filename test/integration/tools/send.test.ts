import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { trustXsuaaBinding } from '../../../lib/config/xsuaa-binding.ts'
import { openedText } from '../../support/opened.ts'
import { runTool, serviceOptions } from '../../support/run-tool.ts'
import { createTestBed, type TestBed, type TestInstance } from '../../support/test-service.ts'

let bed: TestBed
let instance: TestInstance
let folder: string
beforeAll(async () => {
  bed = await createTestBed()
  instance = await bed.startInstance({ handlers: {} })
  folder = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-send-'))
})
afterAll(async () => {
  await bed.stop()
  await rm(folder, { recursive: true, force: true })
})

function send(...args: readonly string[]) {
  const { args: options, input } = serviceOptions(bed, instance.url, 'successfactors')
  return runTool(['send', ...args, ...options], {}, input)
}
const stored = async (ids: readonly string[]) => {
  const rows = await bed.rows<{ company: string | null; type: string; key: string }>(
    `select m.company, e.type, ${openedText('subject', 's', 'key')} as key from message m join event e on e.message_id = m.id
     join subject s on s.id = e.subject_id where m.id = any($1::uuid[]) order by e.position`,
    [ids],
  )
  return rows
}

describe('npm run send', () => {
  it('sends events about one employee, for a company, and names the messages', async () => {
    const args = ['--count', '3', '--employee', '100042', '--company', 'ACME', '--json']
    const { code, out } = await send('termination', ...args)
    const answer = JSON.parse(out)
    expect({ code, ...answer }).toMatchObject({ code: 0, calls: 3, statuses: { 200: 3 } })
    expect(await stored(answer.messageIds)).toEqual(
      Array.from({ length: 3 }, () => ({
        company: 'ACME',
        type: 'com.successfactors.Employment.AssignmentInformation.Termination',
        key: '100042',
      })),
    )
  })

  it('sends a whole event type about invented people, and shows a table', async () => {
    const { code, out } = await send('com.example.TimeOff.Absence.Approved', '--count', '2')
    expect(code).toBe(0)
    expect(out).toMatch(/answer {3}calls\n {2}200 {10}2\n/)
    const ids = out.match(/[0-9a-f]{8}-[0-9a-f-]{27}/g) ?? []
    const people = (await stored(ids)).map(({ key }) => key)
    expect(new Set(people).size).toBe(2)
  })

  it('sends a file as it is, and the second time it is a repeat', async () => {
    const args = ['--file', 'test/fixtures/messages/v2-hire.ns7.xml', '--count', '2', '--json']
    const { code, out } = await send(...args)
    expect(code).toBe(0)
    const { rows } = await bed.db.query(
      'select duplicate_of is not null as repeat from message where id = any($1::uuid[]) order by id',
      [JSON.parse(out).messageIds],
    )
    expect(rows.map(({ repeat }) => repeat).sort()).toEqual([false, true])
  })

  it('tells what the receiver refused, and ends with 1', async () => {
    const file = path.join(folder, 'nothing.xml')
    await writeFile(file, '<nothing/>')
    const { code, out } = await send('--file', file)
    expect(code).toBe(1)
    expect(out).toContain('HTTP 400: the body is no message')
  })

  it('takes a service key, and shows no secret', async () => {
    const { secret } = bed.authorizationServer.clients.successfactors
    const key = {
      ...bed.authorizationServer.xsuaaCredentials,
      clientid: 'successfactors',
      clientsecret: secret,
    }
    const args = ['send', 'hire', '--url', instance.url, '--key', '-']
    const { code, out, errors } = await runTool(args, {}, JSON.stringify(key))
    expect(code).toBe(0)
    expect(out + errors).not.toContain(secret)
  })

  it('takes a service key whose secret looks like those of XSUAA', async () => {
    const clientSecret = '1f2e3d4c-0000-4000-8000-aabbccddeeff$Ab_cD-12+/Zz=='
    const uaa = await bed.startIssuer({ clientSecret })
    const issuers = [trustXsuaaBinding(uaa.xsuaaCredentials)]
    const { url } = await bed.startInstance({ handlers: {}, issuers })
    const key = { ...uaa.xsuaaCredentials, clientid: 'successfactors', clientsecret: clientSecret }
    const args = ['send', 'hire', '--url', url, '--key', '-']
    const { code, errors } = await runTool(args, {}, JSON.stringify(key))
    expect({ code, errors }).toEqual({ code: 0, errors: '' })
  })

  it('uses the local client where nothing is said', async () => {
    const { port } = new URL(instance.url)
    const environment = {
      PORT: port,
      LOCAL_TOKEN_PORT: new URL(bed.authorizationServer.tokenUrl).port,
      LOCAL_CLIENT_SECRET: bed.authorizationServer.clients.successfactors.secret,
    }
    const { code } = await runTool(['send', 'rehire'], environment)
    expect(code).toBe(0)
  })

  it('reports a wrong secret or an unreachable receiver, and ends with 1', async () => {
    const { args } = serviceOptions(bed, instance.url, 'successfactors')
    const wrong = await runTool(['send', 'hire', ...args, '--json'], {}, 'another-secret')
    expect(wrong.code).toBe(1)
    expect(JSON.parse(wrong.out).error).toMatchObject({ code: 'not_reached' })
    expect(wrong.out + wrong.errors).not.toContain('another-secret')
  })

  it.each([
    ['no event', [], 'expected one event'],
    ['an unknown event', ['holiday'], 'expected one event'],
    ['a count of none', ['hire', '--count', '0'], '--count: expected a whole number'],
    ['a count that is no number', ['hire', '--count', '1e3'], '--count: expected a whole number'],
    ['too few of everything', ['mixed', '--count', '3'], '--count: expected 20 or more'],
    ['an option that does not exist', ['hire', '--cuont', '3'], "Unknown option '--cuont'"],
    ['a file that is not there', ['--file', '/nowhere.xml'], 'ENOENT'],
    [
      'half a client',
      ['hire', '--client-id', 'x'],
      'expected --token-url and --client-secret-file',
    ],
    [
      'a key and another client',
      ['hire', '--key', 'x.json', '--client-id', 'x'],
      '--key: expected without --client-id',
    ],
    ['a foreign host and no client', ['hire', '--url', 'https://e.example.com'], 'expected --key'],
    ['plain http', ['hire', '--url', 'http://e.example.com'], '--url: expected https'],
    [
      'everything about one employee',
      ['mixed', '--employee', '100042'],
      '--employee: expected an event of one type, mixed is about invented people',
    ],
    [
      'everything for a later day',
      ['mixed', '--future'],
      '--future: expected an event of one type',
    ],
    [
      'a file about an employee',
      ['--file', '/x.xml', '--employee', '100042'],
      '--employee: a file is sent as it is',
    ],
    [
      'a file for a later day',
      ['--file', '/x.xml', '--future'],
      '--future: a file is sent as it is',
    ],
    ['a type without a file', ['hire', '--type', 'a.B'], '--type: expected --file with it'],
    [
      'a content type without a file',
      ['hire', '--content-type', 'text/xml'],
      '--content-type: expected --file with it',
    ],
    ['an address without its scheme', ['hire', '--url', 'e.example.com'], '--url: expected https'],
    ['a company with a slash', ['hire', '--company', 'a/b'], '--company: expected'],
  ])('names what is wrong and ends with 2: %s', async (_what, args, said) => {
    const { code, errors } = await runTool(['send', ...args])
    expect({ code, errors }).toEqual({ code: 2, errors: expect.stringContaining(said) })
    expect(errors).toMatch(/^config_invalid: /)
  })
})

describe('the tools', () => {
  it.each(['dev', 'new:handler', 'send', 'replay', 'fixture'])(
    '%s --help teaches',
    async (name) => {
      const { code, out } = await runTool([name, '--help'])
      expect(code).toBe(0)
      expect(out).toContain(`npm run ${name} -- `)
      expect(out).toContain('Examples\n  npm run ')
    },
  )

  it('are listed with --help, and an unknown one is refused', async () => {
    expect((await runTool(['--help'])).out).toMatch(/^ {2}replay +retries/m)
    expect((await runTool(['sned'])).code).toBe(2)
  })
})
