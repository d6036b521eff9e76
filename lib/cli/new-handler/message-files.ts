import path from 'node:path'
import { isKnownType } from '../../events/catalogue.ts'
import type { NamedValue } from '../../events/event.ts'
import type { NewFile } from '../files/new-files.ts'
import { LINE_WIDTH } from './line-width.ts'
import { type TestRunner, testText } from './test-text.ts'

export interface MessageFilesOptions {
  readonly folder: string
  readonly name: string
  readonly runner: TestRunner
  /** the masked message */
  readonly fixture: {
    readonly format: 'xml' | 'json'
    readonly text: string
    readonly mode?: number
  }
  readonly type: string
  readonly keys: readonly NamedValue[]
  readonly params: readonly NamedValue[]
}

/**
 * A handler for the type of a message, with a schema of its values, a test, the masked message, and
 * the declaration of the type. Pure.
 */
export function messageFiles(options: MessageFilesOptions): NewFile[] {
  const { folder, name, runner, type, fixture } = options
  const [keys, params] = [namesOf(options.keys), namesOf(options.params)]
  const { format, ...written } = fixture
  const test = testText(name, runner, {
    format,
    ...(format === 'json' && { type }),
    lacks: [...keys, ...params][0] ?? null,
  })
  return [
    { file: path.join(folder, `${name}.ts`), text: handlerText(type, keys, params) },
    { file: path.join(folder, `${name}.test.ts`), text: test },
    { file: path.join(folder, 'fixtures', `${name}.${format}`), ...written },
    ...(isKnownType(type)
      ? []
      : [{ file: typeFile(folder, type), text: typeText(type, keys, params) }]),
  ]
}

/** The file that declares a type, beside those of other types. */
export function typeFile(folder: string, type: string): string {
  return path.join(folder, 'event-types', `${type}.ts`)
}

/** Names of values that the event has, without repeats. */
function namesOf(values: readonly NamedValue[]): string[] {
  return [...new Set(values.filter(({ value }) => value.trim() !== '').map(({ name }) => name))]
}

function typeText(type: string, keys: readonly string[], params: readonly string[]): string {
  return `/** From one message: remove a name that not every event of the type has. */
declare module '#handler' {
  interface EventTypes {
    '${type}': {
      keys:${unionOf(keys)}
      params:${unionOf(params)}
    }
  }
}

export {}
`
}

function handlerText(type: string, keys: readonly string[], params: readonly string[]): string {
  const [first] = keys
  const value =
    first === undefined ? '' : `, { ${property(first)}: event.data.keys${member(first)} }`
  return `import { z } from 'zod'
import { defineHandler } from '#handler'

export default defineHandler({
  on: '${type}',
  // From one message: remove a value that not every event of the type has.
  schema: z.object({
    keys: ${shapeOf(keys)},
    params: ${shapeOf(params)},
  }),
  async run(${first === undefined ? '_event' : 'event'}, { log }) {
    // Do the work here. Pass signal and idempotencyKey of the context to each call: this handler can
    // run more than once for an event. Throw to retry. The reference is srv/handlers/README.md of the package.
    log.info('handled'${value})
  },
})
`
}

/** On lines of their own: the formatter keeps them. */
function shapeOf(names: readonly string[]): string {
  if (names.length === 0) return 'z.object({})'
  return `z.object({\n${names.map((name) => `      ${property(name)}: z.string(),\n`).join('')}    })`
}

/** Formatted like the formatter does. */
function unionOf(names: readonly string[]): string {
  const line = names.length === 0 ? 'never' : names.map(quoted).join(' | ')
  if ('      params: '.length + line.length <= LINE_WIDTH) return ` ${line}`
  return names.map((name) => `\n        | ${quoted(name)}`).join('')
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/

function property(name: string): string {
  return IDENTIFIER.test(name) ? name : quoted(name)
}

function member(name: string): string {
  return IDENTIFIER.test(name) ? `.${name}` : `[${quoted(name)}]`
}

function quoted(name: string): string {
  return `'${name.replaceAll(/[\\']/g, '\\$&').replaceAll('\n', '\\n')}'`
}
