import { LINE_WIDTH } from './line-width.ts'

/** Jest if the project has it, else the runner of Node. */
export type TestRunner = 'jest' | 'node'

interface Dialect {
  readonly imports: string
  outcome(expected: string): string
  readonly logged: string
  reasoned(lacks: string): string
}

const DIALECTS: Readonly<Record<TestRunner, Dialect>> = {
  jest: {
    imports: "import { describe, expect, it } from '@jest/globals'",
    outcome: (expected) => `expect(outcome).toBe('${expected}')`,
    logged: "expect(log).toMatchObject([{ text: 'handled' }])",
    reasoned: (lacks) => `expect(reason).toContain('${lacks}')`,
  },
  node: {
    imports: `import assert from 'node:assert/strict'
import { describe, it } from 'node:test'`,
    outcome: (expected) => `assert.equal(outcome, '${expected}')`,
    logged: "assert.equal(log[0]?.text, 'handled')",
    reasoned: (lacks) => `assert.match(reason ?? '', /${lacks}/)`,
  },
}

export interface TestOptions {
  /** the event type, for a fixture that does not contain it */
  readonly type?: string
  readonly format?: 'xml' | 'json'
  /** value without which an event is rejected; null = no such value; default: userId */
  readonly lacks?: string | null
}

/** The test of a new handler. Pure. */
export function testText(name: string, runner: TestRunner, options: TestOptions = {}): string {
  const { type, format = 'xml', lacks = 'userId' } = options
  const { imports, logged } = DIALECTS[runner]
  const given = type === undefined ? '' : `, {\n  type: '${type}',\n}`
  return `${imports}
import { anEvent, completed, deliver, fixtureEvents } from '#testing'
import handler from './${name}.ts'

${addressLine(name, format)}
const [event = anEvent({})] = fixtureEvents(message${given})

describe('${name}', () => {
  it('handles the event of its fixture', async () => {
    const { log } = completed(await deliver(handler, event))
    ${logged}
  })
${lacks === null ? '' : rejectionText(lacks, runner)}})
`
}

function rejectionText(lacks: string, runner: TestRunner): string {
  const { outcome, reasoned } = DIALECTS[runner]
  return `
  it('rejects an event without ${lacks}', async () => {
    const { outcome, reason } = await deliver(handler, anEvent({ type: event.type }))
    ${outcome('rejected')}
    ${reasoned(lacks)}
  })
`
}

function addressLine(name: string, format: string): string {
  const file = `'./fixtures/${name}.${format}'`
  const line = `const message = new URL(${file}, import.meta.url)`
  if (line.length <= LINE_WIDTH) return line
  return `const message = new URL(\n  ${file},\n  import.meta.url,\n)`
}
