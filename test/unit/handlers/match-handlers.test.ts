import { describe, expect, it } from '@jest/globals'
import type { HandlerRow } from '../../../lib/store/registry/match-handlers.ts'
import {
  matchHandlers,
  type NamedHandler,
  type Registration,
} from '../../../lib/store/registry/match-handlers.ts'

const row = (id: number, name: string, ...formerNames: string[]): HandlerRow => ({
  id,
  name,
  formerNames,
})
const handler = (name: string, ...formerly: string[]): NamedHandler => ({ name, formerly })
const renew = (...of: Parameters<typeof row>): Registration => ({
  kind: 'renew',
  name: of[1],
  row: row(...of),
})

describe('handlers and their rows', () => {
  it.each<[string, HandlerRow[], NamedHandler[], Registration[]]>([
    ['a new one gets a row', [], [handler('a')], [{ kind: 'add', name: 'a' }]],
    ['a known one keeps it', [row(1, 'a')], [handler('a')], [renew(1, 'a')]],
    [
      'a renamed one takes it over',
      [row(1, 'old')],
      [handler('new', 'old')],
      [renew(1, 'new', 'old')],
    ],
    [
      'a renamed one keeps what it has taken over',
      [row(1, 'new', 'old')],
      [handler('new', 'old')],
      [renew(1, 'new', 'old')],
    ],
    [
      'formerly may go once it has done its work',
      [row(1, 'new', 'old')],
      [handler('new')],
      [renew(1, 'new', 'old')],
    ],
    [
      'renamed twice, with a version left out',
      [row(1, 'a')],
      [handler('c', 'b', 'a')],
      [renew(1, 'c', 'b', 'a')],
    ],
    [
      'renamed twice, one after the other',
      [row(1, 'b', 'a')],
      [handler('c', 'b', 'a')],
      [renew(1, 'c', 'a', 'b')],
    ],
    [
      'the version before serves the row of its successor',
      [row(1, 'new', 'old')],
      [handler('old')],
      [{ kind: 'revive', name: 'old', id: 1 }],
    ],
    [
      'a former name that never had a row is no mistake',
      [],
      [handler('new', 'old')],
      [{ kind: 'add', name: 'new' }],
    ],
    [
      'a name that was given up may be given to another',
      [row(1, 'new', 'old')],
      [handler('new'), handler('old')],
      [renew(1, 'new'), { kind: 'add', name: 'old' }],
    ],
    [
      'the same, in the other order',
      [row(1, 'z', 'a')],
      [handler('a'), handler('z')],
      [{ kind: 'add', name: 'a' }, renew(1, 'z')],
    ],
    [
      'one that a version which was taken back had renamed otherwise',
      [row(1, 'second', 'first')],
      [handler('third', 'first')],
      [renew(1, 'third', 'first', 'second')],
    ],
    [
      'others are left alone',
      [row(1, 'a'), row(2, 'b', 'x')],
      [handler('c')],
      [{ kind: 'add', name: 'c' }],
    ],
  ])('%s', (_what, rows, handlers, expected) => {
    const found = matchHandlers(rows, handlers)
    const sorted = (registration: Registration) =>
      registration.kind === 'renew'
        ? {
            ...registration,
            row: { ...registration.row, formerNames: [...registration.row.formerNames].sort() },
          }
        : registration
    expect(found.map(sorted)).toEqual(expected.map(sorted))
  })

  it.each<[string, HandlerRow[], NamedHandler[], string[]]>([
    [
      'both names have a row',
      [row(1, 'old'), row(2, 'new')],
      [handler('new', 'old')],
      ['"new"', '"old"'],
    ],
    [
      'two former names have rows',
      [row(1, 'a'), row(2, 'b')],
      [handler('c', 'a', 'b')],
      ['"a"', '"b"', '"c"'],
    ],
    // A file that was copied to its new name: both would serve one row.
    [
      'the former name is a handler too',
      [row(1, 'old')],
      [handler('new', 'old'), handler('old')],
      ['"new"', '"old"'],
    ],
    // It would be refused from the second start on.
    [
      'the former name is a handler too, and both are new',
      [],
      [handler('new', 'old'), handler('old')],
      ['"new"', '"old"'],
    ],
    [
      'the former name is a new handler',
      [row(1, 'new', 'old')],
      [handler('new', 'old'), handler('old')],
      ['"new"', '"old"'],
    ],
    ['it names itself', [], [handler('a', 'a')], ['"a"']],
    [
      'two handlers name the same',
      [row(1, 'old')],
      [handler('a', 'old'), handler('b', 'old')],
      ['"a"', '"b"', '"old"'],
    ],
    [
      'two former names of one row are handlers again',
      [row(1, 'c', 'a', 'b')],
      [handler('a'), handler('b')],
      ['"a"', '"b"'],
    ],
  ])('refuses with a sentence when %s', (_what, rows, handlers, names) => {
    let error: unknown
    try {
      matchHandlers(rows, handlers)
    } catch (thrown) {
      error = thrown
    }
    expect(error).toMatchObject({ code: 'handler_invalid' })
    const { message } = error as Error
    expect(message).toContain('expected')
    for (const name of names) expect(message).toContain(name)
  })
})
