import { describe, expect, it } from '@jest/globals'
import { handlerFiles } from '../../../lib/cli/new-handler/handler-files.ts'
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
