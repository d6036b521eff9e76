import { describe, expect, it } from '@jest/globals'
import type { ListedMessage } from '../../../app/monitor/src/api/shapes.ts'
import {
  newerThan,
  rowsOf,
  withNewest,
  withoutMoving,
  withPageBelow,
} from '../../../app/monitor/src/pages/messages/message-rows.ts'
import { upToNewest } from '../../../app/monitor/src/pages/messages/up-to-newest.ts'

// Ids grow with time: z is newer than a.
const page = (ids: string, next: string | null = null) => ({
  items: [...ids].map((id) => ({ id }) as ListedMessage),
  next,
  examinedTo: null,
})
/** The first page alone. */
const first = (ids: string, next: string | null = null) => rowsOf(page(ids, next))
/** A first page of three, and what somebody has loaded below it. */
const loaded = (ids: string, next: string | null = null) =>
  withPageBelow(first(ids.slice(0, 3)), page(ids.slice(3), next))
const text = ({ items }: { readonly items: readonly ListedMessage[] }) =>
  items.map(({ id }) => id).join('')

describe('rows of the list of messages', () => {
  it('have the newest page above what was loaded below it', () => {
    const rows = withNewest(loaded('xwvu', 'below u'), page('zyxw', 'below w'))
    expect(text(rows)).toBe('zyxwvu')
    expect(rows.next).toBe('below u')
  })

  it('are only the newest page until more are requested', () => {
    const rows = withNewest(first('xwv', 'below v'), page('yxw', 'below w'))
    expect(text(rows)).toBe('yxw')
    expect(rows.next).toBe('below w')
  })

  it('begin anew with the newest page when a live list has become long', () => {
    const old = Array.from({ length: 1_000 }, (_, at) => ({ id: `a${at}` }) as ListedMessage)
    const rows = { ...loaded('xwvu'), items: [...page('xwv').items, ...old] }
    expect(text(withNewest(rows, page('yxw', 'below w')))).toBe('yxw')
  })

  it('are the newest page alone where the two do not meet', () => {
    const rows = withNewest(loaded('cba', null), page('zyx', 'below x'))
    expect(text(rows)).toBe('zyx')
    expect(rows.next).toBe('below x')
  })

  it('let go of what the filter lets pass no longer', () => {
    expect(text(withNewest(loaded('xwvu'), page('xv', null)))).toBe('xvu')
  })

  it('do not move while they are held; what moves up from below is appended', () => {
    const rows = withoutMoving(first('xwv', 'below v'), page('zxvu', 'below u'))
    expect(text(rows)).toBe('xwvu')
    expect(rows.next).toBe('below u')
    const above = withoutMoving(first('xwv', 'below v'), page('zyx', 'below x'))
    expect(text(above)).toBe('xwv')
    expect(above.next).toBe('below v')
  })

  it('have a page below, no row twice', () => {
    const rows = withPageBelow(first('xwv', 'below v'), page('vut', 'below t'))
    expect(text(rows)).toBe('xwvut')
    expect(rows.next).toBe('below t')
  })

  it.each([
    ['what came above', 'xwv', page('zyx', 'n'), { count: 2, atLeast: false }],
    ['nothing', 'xwv', page('xw', 'n'), null],
    ['nothing of what was loaded below', 'xwvut', page('xwv', 'n'), null],
    ['that a row has gone', 'xwv', page('xv', 'n'), { count: 0, atLeast: false }],
    ['at least a page where more came', 'cba', page('zyx', 'n'), { count: 3, atLeast: true }],
    ['all that came where it is no full page', 'cba', page('zy'), { count: 2, atLeast: false }],
  ])('say of the newest page: %s', (_what, shown, newest, expected) => {
    expect(newerThan(loaded(shown), newest)).toEqual(expected)
  })
})

describe('a filter of what matches now', () => {
  it('ends behind the newest message', () => {
    const query = upToNewest({ status: 'FAILED' }, '0199f8a4-3c00-7000-8000-000000000000')
    expect(query).toEqual({
      status: 'FAILED',
      to: new Date(0x0199f8a43c00 + 1).toISOString(),
    })
  })

  it('keeps an end of its own', () => {
    const to = '2026-01-01T00:00:00.000Z'
    expect(upToNewest({ to }, '0199f8a4-3c00-7000-8000-000000000000')).toEqual({ to })
  })
})
