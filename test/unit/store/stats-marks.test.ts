import { expect, it } from '@jest/globals'
import { firstIdAt } from '../../../lib/store/queries/id-time.ts'
import { holdsOf } from '../../../lib/store/stats/stats-marks.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 10, 30, 12, minute))
const turn = (kind: 'hold' | 'resume', minute: number, ...handlers: string[]) => ({
  id: firstIdAt(at(minute)),
  kind,
  handlers,
})
const hold = (handler: string, since: number, until: number | null) => ({
  kind: 'hold',
  at: at(since),
  until: until === null ? null : at(until),
  handler,
  version: null,
})

it('a hold lasts until its handler is resumed, alone or with all', () => {
  const turned = [
    turn('resume', 0, 'journal'),
    turn('hold', 1, 'journal'),
    turn('hold', 2, 'accounts', 'directory'),
    turn('resume', 3, 'accounts', 'journal'),
    turn('hold', 4, 'renamed'),
  ]
  expect(holdsOf(turned, new Set(['directory']))).toEqual([
    hold('accounts', 2, 3),
    hold('journal', 1, 3),
    hold('directory', 2, null),
  ])
})
