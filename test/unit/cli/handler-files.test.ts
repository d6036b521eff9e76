import { describe, expect, it } from '@jest/globals'
import { handlerFiles } from '../../../lib/cli/new-handler/handler-files.ts'
import type { TestRunner } from '../../../lib/cli/new-handler/test-text.ts'

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
