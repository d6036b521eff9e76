import path from 'node:path'
import { catalogue, isKnownType } from '../../events/catalogue.ts'
import { matchesType } from '../../events/select-events.ts'
import type { PlannedCall } from '../../local/connector/planned-call.ts'
import type { NewFile } from '../files/new-files.ts'
import { planCalls } from '../send/plan-calls.ts'
import { LINE_WIDTH } from './line-width.ts'
import { type TestRunner, testText } from './test-text.ts'

/** Event type of the fixture for `*`. */
const ANY_TYPE = 'com.successfactors.Employment.AssignmentInformation.Hire'
/** An invented company: the same people in every fixture. */
const SEED = 100_042
const PUBLISHED_AT = Date.parse('2026-01-01T08:00:00Z')

export interface HandlerFilesOptions {
  readonly folder: string
  readonly name: string
  readonly types: readonly string[]
  readonly runner: TestRunner
}

/** A handler, its test and its message, ready to run. Pure. */
export function handlerFiles({ folder, name, types, runner }: HandlerFilesOptions): NewFile[] {
  const first = typeOfFixture(types)
  return [
    { file: path.join(folder, `${name}.ts`), text: handlerText(types) },
    { file: path.join(folder, `${name}.test.ts`), text: testText(name, runner) },
    { file: path.join(folder, 'fixtures', `${name}.xml`), text: `${messageOf(first).body}\n` },
  ]
}

/** A type that the handler takes. */
function typeOfFixture(types: readonly string[]): string {
  const [first = '*'] = types
  const whole = types.find((type) => !type.includes('*'))
  if (whole !== undefined) return whole
  const known = [ANY_TYPE, ...Object.keys(catalogue)]
  return known.find((type) => matchesType(first, type)) ?? first.replaceAll('*', 'Example')
}

function handlerText(types: readonly string[]): string {
  const isChecked = !types.every(alwaysHasUserId)
  return `import { defineHandler${isChecked ? ', reject' : ''} } from '#handler'

export default defineHandler({
  on: ${onText(types)},
  async run(event, { log }) {
    const userId = event.key('userId')${isChecked ? " ?? reject('expected a userId, the event has none')" : ''}
    // Do the work here. Pass signal and idempotencyKey of the context to each call: this handler can
    // run more than once for an event. Throw to retry. The reference is srv/handlers/README.md of the package.
    log.info('handled', { userId })
  },
})
`
}

/** The compiler knows these types: `event.key('userId')` is a string and rejects the event itself. */
function alwaysHasUserId(type: string): boolean {
  return isKnownType(type) && catalogue[type].keys.some((key) => key === 'userId')
}

/** Formatted like the formatter does. */
export function onText(types: readonly string[]): string {
  const quoted = types.map((type) => `'${type}'`)
  if (quoted.length === 1) return quoted[0] ?? ''
  const line = `[${quoted.join(', ')}]`
  return '  on: ,'.length + line.length <= LINE_WIDTH
    ? line
    : `[\n${quoted.map((type) => `    ${type},\n`).join('')}  ]`
}

function messageOf(type: string): PlannedCall {
  const [call] = planCalls({
    type,
    count: 1,
    employee: null,
    effective: 'current',
    seed: SEED,
    now: PUBLISHED_AT,
  })
  if (call === undefined) throw new RangeError('expected one call')
  return call
}
