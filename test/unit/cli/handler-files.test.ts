import { describe, expect, it } from '@jest/globals'
import { handlerFiles } from '../../../lib/cli/new-handler/handler-files.ts'
import { messageFiles } from '../../../lib/cli/new-handler/message-files.ts'
import type { TestRunner } from '../../../lib/cli/new-handler/test-text.ts'
import { readFixture } from '../../../lib/testing/read-fixture.ts'

const HIRE = 'com.successfactors.Employment.AssignmentInformation.Hire'
const TERMINATION = 'com.successfactors.Employment.AssignmentInformation.Termination'
const MANAGER_CHANGED = 'com.successfactors.Employment.JobInformation.ManagerChanged'

const filesFor = (types: string[], runner: TestRunner = 'jest') =>
  handlerFiles({ folder: 'handlers', name: 'mine', types, runner })
const handlerFor = (...types: string[]) => filesFor(types)[0]?.text ?? ''

describe('the test of a new handler', () => {
  it.each([
    ['jest', '@jest/globals', 'node:test'],
    ['node', 'node:test', '@jest/globals'],
  ] as const)('uses the runner of the project: %s', (runner, imported, other) => {
    const [, test] = filesFor([HIRE], runner)
    expect(test?.text).toContain(`'${imported}'`)
    expect(test?.text).not.toContain(`'${other}'`)
  })
})

describe('the message of a new handler', () => {
  it('names another employee as manager', () => {
    const [, , message] = filesFor([MANAGER_CHANGED])
    const [read] = readFixture(String(message?.text), {})
    const userId = read?.event.keys.find(({ name }) => name === 'userId')?.value
    const managerId = read?.event.params.find(({ name }) => name === 'managerId')?.value
    expect([userId, managerId]).toEqual([expect.any(String), expect.any(String)])
    expect(managerId).not.toBe(userId)
  })
})

describe('a new handler', () => {
  it.each([[[HIRE]], [[HIRE, TERMINATION]]])(
    'does not check a key that all its types have: %j',
    (types) => {
      expect(handlerFor(...types)).toContain("const userId = event.key('userId')\n")
      expect(handlerFor(...types)).toContain("import { defineHandler } from '#handler'\n")
    },
  )

  it.each([[[MANAGER_CHANGED]], [[HIRE, 'com.example.Own']], [['*']]])(
    'rejects an event without the key where a type may lack it: %j',
    (types) => {
      expect(handlerFor(...types)).toContain("event.key('userId') ?? reject(")
      expect(handlerFor(...types)).toContain("import { defineHandler, reject } from '#handler'\n")
    },
  )
})

describe('a handler of a message', () => {
  const filesOf = (type: string, names: readonly string[], format: 'xml' | 'json' = 'json') => {
    const keys = names.map((name) => ({ name, value: 'x' }))
    const options = { folder: 'h', name: 'mine', runner: 'node' as const, type, keys, params: [] }
    return messageFiles({ ...options, fixture: { format, text: '{}' } })
  }

  it('gives the type to a fixture that does not contain it', () => {
    const [handler, test, fixture, type] = filesOf('com.example.Own', ['id', 'cost center'])
    expect(test?.text).toContain("fixtureEvents(message, {\n  type: 'com.example.Own',\n})")
    expect(fixture?.file).toMatch(/mine\.json$/)
    expect(handler?.text).toContain("'cost center': z.string(),")
    expect(type?.text).toContain("keys: 'id' | 'cost center'\n      params: never\n")
    expect(filesOf('com.example.Own', ['id'], 'xml')[1]?.text).toContain('fixtureEvents(message)\n')
  })

  it('declares no type of the catalogue', () => {
    expect(filesOf(HIRE, ['userId'])).toHaveLength(3)
  })

  it('tests no missing value where the message has none', () => {
    const [handler, test] = filesOf('com.example.Own', [])
    expect(String(test?.text).match(/ it\(/g)).toHaveLength(1)
    expect(handler?.text).toContain('async run(_event, { log })')
  })
})
