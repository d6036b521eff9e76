import { LINE_WIDTH } from './line-width.ts'

/** Jest if the project has it, else the runner of Node. */
export type TestRunner = 'jest' | 'node'

interface Dialect {
  readonly imports: string
  outcome(expected: string): string
  readonly logged: string
  readonly reasoned: string
}

const DIALECTS: Readonly<Record<TestRunner, Dialect>> = {
  jest: {
    imports: "import { describe, expect, it } from '@jest/globals'",
    outcome: (expected) => `expect(outcome).toBe('${expected}')`,
    logged: "expect(log).toMatchObject([{ text: 'handled' }])",
    reasoned: "expect(reason).toContain('userId')",
  },
  node: {
    imports: `import assert from 'node:assert/strict'
import { describe, it } from 'node:test'`,
    outcome: (expected) => `assert.equal(outcome, '${expected}')`,
    logged: "assert.equal(log[0]?.text, 'handled')",
    reasoned: "assert.match(reason ?? '', /userId/)",
  },
}

/** The test of a new handler. Pure. */
export function testText(name: string, runner: TestRunner): string {
  const { imports, outcome, logged, reasoned } = DIALECTS[runner]
  return `${imports}
import { anEvent, deliver, fixtureEvents } from '#testing'
import handler from './${name}.ts'

${addressLine(name)}
const [event = anEvent({})] = fixtureEvents(message)

describe('${name}', () => {
  it('handles the event of its fixture', async () => {
    const { outcome, log } = await deliver(handler, event)
    ${outcome('completed')}
    ${logged}
  })

  it('rejects an event without userId', async () => {
    const { outcome, reason } = await deliver(handler, anEvent({ type: event.type }))
    ${outcome('rejected')}
    ${reasoned}
  })
})
`
}

function addressLine(name: string): string {
  const file = `'./fixtures/${name}.xml'`
  const line = `const message = new URL(${file}, import.meta.url)`
  if (line.length <= LINE_WIDTH) return line
  return `const message = new URL(\n  ${file},\n  import.meta.url,\n)`
}
