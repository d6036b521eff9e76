import { describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { defineHandler } from '../../../lib/handlers/define-handler.ts'
import { readHandlerOptions } from '../../../lib/handlers/handler-options.ts'

const run = () => undefined
const mistakesOf = (definition: object) =>
  readHandlerOptions({ on: 'a.Type', run, ...definition } as never).mistakes

describe("a handler's options", () => {
  it.each<[string, object, RegExp]>([
    ['an option near another one', { retrys: {} }, /^retrys: .* did you mean retry\?$/],
    ['an option of a part', { retry: { atempts: 1 } }, /^retry\.atempts: .* mean attempts\?$/],
    ['an option like none', { colour: 1 }, /^colour: .* expected one of on, schema, .*, run$/],
    ['a value out of bounds', { timeoutMs: 0 }, /^timeoutMs: .*>=1, got 0$/],
    ['a value of another type', { concurrency: '9' }, /^concurrency: .*received string$/],
    ['a word', { onFailure: 'stop' }, /^onFailure: expected 'park' or 'skip', got "stop"$/],
    ['no type', { on: '' }, /^on: expected an event type, .*, got ""$/],
    ['a type with blanks', { on: ' a.Type' }, /^on: .*, got " a\.Type"$/],
    ['a pattern like those of files', { on: 'a.**' }, /^on: .* single \* .*, got "a\.\*\*"$/],
    ['one of a list', { on: ['a', 7] }, /^on\.1: expected .*, got 7$/],
    ['an empty list', { on: [] }, /^on: .*, got an empty list$/],
    ['a regular expression', { on: /a/ }, /^on: .*, got an object$/],
    ['a schema of no standard', { schema: { parse: run } }, /^schema: expected a Standard Schema/],
    ['a start that is none', { start: 'now' }, /^start: expected a function, got "now"$/],
    ['a run that is a number', { run: 5n }, /^run: expected a function, got 5$/],
    [
      'half a start date',
      { startAt: () => new Date() },
      /^meanwhile: expected startAt together .*, received only one of the two$/,
    ],
  ])('tells of %s', (_what, definition, mistake) => {
    expect(mistakesOf(definition)).toEqual([expect.stringMatching(mistake)])
  })

  it('keeps something readable of a predicate, since a function is no JSON', () => {
    const { options } = readHandlerOptions(
      defineHandler({ on: (event) => event.company === 'acme', schema: z.unknown(), run }),
    )
    expect(options?.on).toEqual([
      expect.stringMatching(/^predicate \(event\) ?=> ?event\.company ===/),
    ])
    expect(JSON.parse(JSON.stringify(options))).toEqual(options)
  })
})
