import { describe, expect, it } from '@jest/globals'
import { createFormats } from '../../../app/monitor/src/text/format.ts'
import { serverClock } from '../../../app/monitor/src/text/server-clock.ts'

const now = Date.parse('2026-11-30T08:14:32Z')
const plain = (text: string) => text.replaceAll('\u202f', ' ')

describe('how a time is written', () => {
  const { moment, exact } = createFormats('en', 'Europe/Berlin')
  const written = (at: string, planned = false) => plain(moment(at, now, planned))

  it.each([
    ['today by the clock', '2026-11-30T08:14:02Z', '9:14:02 AM'],
    ['today, long ago', '2026-11-29T23:00:00Z', '12:00:00 AM'],
    ['before today by its date', '2026-11-29T22:59:59Z', 'Nov 29, 2026'],
  ])('%s', (_what, at, expected) => {
    expect(written(at)).toBe(expected)
  })

  it('never in the future where it has happened, though another clock is ahead', () => {
    expect(written('2026-11-30T08:14:40Z')).toBe('9:14:32 AM')
    expect(written('2026-12-01T08:00:00Z')).toBe('9:14:32 AM')
  })

  it('in the future only where it is planned', () => {
    expect(written('2026-11-30T10:00:00Z', true)).toBe('11:00:00 AM')
    expect(written('2026-12-02T10:00:00Z', true)).toBe('Dec 2, 2026')
  })

  it('in the zone of the reader, which the exact time names', () => {
    const there = createFormats('en', 'America/New_York')
    expect(plain(there.moment('2026-11-30T04:59:00Z', now, false))).toBe('Nov 29, 2026')
    expect(plain(there.exact('2026-11-30T08:14:02Z'))).toBe('Nov 30, 2026, 3:14:02 AM EST')
    expect(plain(exact('2026-07-01T08:14:02Z'))).toMatch(/^Jul 1, 2026, 10:14:02 AM GMT\+2$/)
  })

  it('in German by the same rule', () => {
    const german = createFormats('de', 'Europe/Berlin')
    expect(german.moment('2026-11-30T08:14:02Z', now, false)).toBe('09:14:02')
    expect(german.moment('2026-11-28T08:14:02Z', now, false)).toBe('28.11.2026')
    expect(german.exact('2026-11-28T08:14:02Z')).toBe('28.11.2026, 09:14:02 MEZ')
  })
})

describe('the clock of the service', () => {
  it('comes from its answers, whatever the clock of the browser says', () => {
    const clock = serverClock()
    const browser = now - 10 * 60_000
    expect(clock.at(browser)).toBe(browser)
    clock.hear(new Date(now).toUTCString(), browser)
    expect(Math.abs(clock.at(browser) - now)).toBeLessThanOrEqual(500)
    expect(Math.abs(clock.at(browser + 60_000) - now - 60_000)).toBeLessThanOrEqual(500)
  })

  it('is that of the browser where the two agree, or an answer names no time', () => {
    const clock = serverClock()
    clock.hear(new Date(now + 1_000).toUTCString(), now)
    clock.hear(null, now)
    clock.hear('no time', now)
    expect(clock.at(now)).toBe(now)
  })
})
