import { describe, expect, it } from '@jest/globals'
import type { Alert, Condition } from '../../../../lib/store/alerts/alert.ts'
import { decideAlerts } from '../../../../lib/store/alerts/decide-alerts.ts'

const NOW = new Date('2026-03-01T12:00:00Z')
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1_000)

const condition = (about: string, count = 1): Condition => ({
  kind: 'parked',
  about,
  handler: about,
  code: null,
  count,
})
const alert = (about: string, more: Partial<Alert> = {}): Alert => ({
  ...condition(about),
  id: `id-${about}`,
  openedAt: ago(600),
  absentSince: null,
  endedAt: null,
  notifiedAt: ago(590),
  failedNotices: 0,
  ...more,
})
const NOTHING = { opened: [], seen: [], over: [], ended: [] }

describe('alerts', () => {
  it('open for what is new, each once', () => {
    const twice = [condition('a'), condition('a')]
    expect(decideAlerts([], twice, NOW)).toEqual({ ...NOTHING, opened: [condition('a')] })
    expect(decideAlerts([alert('a')], twice, NOW)).toEqual(NOTHING)
  })

  it('keep the highest number', () => {
    expect(decideAlerts([alert('a', { count: 5 })], [condition('a', 3)], NOW)).toEqual(NOTHING)
    expect(decideAlerts([alert('a', { count: 5 })], [condition('a', 9)], NOW).seen).toEqual([
      { id: 'id-a', count: 9 },
    ])
  })

  it('end when they were not seen for a minute, and go on when they are seen before', () => {
    expect(decideAlerts([alert('a')], [], NOW)).toEqual({ ...NOTHING, over: ['id-a'] })
    const fading = alert('a', { absentSince: ago(59) })
    expect(decideAlerts([fading], [], NOW)).toEqual(NOTHING)
    expect(decideAlerts([fading], [condition('a')], NOW).seen).toEqual([{ id: 'id-a', count: 1 }])
    const over = alert('a', { absentSince: ago(60) })
    expect(decideAlerts([over], [], NOW)).toEqual({ ...NOTHING, ended: [over] })
  })

  it('continue if they come back before their first notice', () => {
    const untold = alert('a', { endedAt: ago(10), absentSince: ago(70), notifiedAt: null })
    const { opened, seen } = decideAlerts([untold], [condition('a')], NOW)
    expect({ opened, seen }).toEqual({ opened: [], seen: [{ id: 'id-a', count: 1 }] })
  })

  it('are bounded, however many causes there are', () => {
    const many = Array.from({ length: 500 }, (_, index) => condition(`c${index}`))
    expect(decideAlerts([], many, NOW).opened).toHaveLength(100)
    const open = many.slice(0, 98).map(({ about }) => alert(about))
    expect(decideAlerts(open, many, NOW).opened).toHaveLength(2)
  })
})
