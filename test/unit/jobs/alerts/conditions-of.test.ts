import { describe, expect, it } from '@jest/globals'
import { conditionsOf } from '../../../../lib/jobs/alerts/conditions-of.ts'
import type { Alert } from '../../../../lib/store/alerts/alert.ts'
import type { Observed } from '../../../../lib/store/alerts/observe.ts'

const NOW = new Date('2026-03-01T12:00:00Z')
const HOUR_MS = 3_600_000

const well: Observed = {
  now: NOW,
  parked: [],
  circuits: [],
  unmanned: [],
  undecodable: [],
  silentSenders: [],
  withoutHandler: [],
  refusals: { recent: 0, usual: 0, code: null },
  quietSince: NOW,
}
const refused = (recent: number, usual: number): Observed => ({
  ...well,
  refusals: { recent, usual, code: 'token_expired' },
})
const open = {
  id: 'x',
  kind: 'refusals',
  about: '',
  handler: null,
  code: 'token_expired',
  count: 30,
  openedAt: NOW,
  absentSince: null,
  endedAt: null,
  notifiedAt: null,
  failedNotices: 0,
} satisfies Alert
const kindsOf = (observed: Observed, silenceMs: number | null = null, known: Alert[] = []) =>
  conditionsOf(observed, { silenceMs }, known).map(({ kind }) => kind)

describe('conditions of alerts', () => {
  it('names the type of a silent sender, unless it is a text that may describe a person', () => {
    const silent = (type: string) =>
      conditionsOf(
        { ...well, silentSenders: [{ company: 'ACME', type, events: 3 }] },
        { silenceMs: null },
        [],
      )
    expect(silent('com.example.Hired')).toMatchObject([
      { about: 'ACME/com.example.Hired', code: 'com.example.Hired', count: 3 },
    ])
    const [first, second] = ['Erika Mustermann', 'Jana Novak'].flatMap(silent)
    expect(JSON.stringify([first, second])).not.toMatch(/Erika|Novak/)
    expect(first?.about).not.toBe(second?.about)
  })

  it('names a type that no handler takes, with its events, once a type', () => {
    const withoutHandler = [
      { type: 'com.example.Hired', events: 42 },
      { type: '', events: 1 },
      { type: 'Erika Mustermann', events: 7 },
    ]
    const conditions = conditionsOf({ ...well, withoutHandler }, { silenceMs: null }, [])
    expect(conditions).toMatchObject([
      { kind: 'no_handler', about: 'com.example.Hired', code: 'com.example.Hired', count: 42 },
      { kind: 'no_handler', about: '', code: '', count: 1 },
      { kind: 'no_handler', count: 7 },
    ])
    expect(JSON.stringify(conditions)).not.toContain('Erika')
  })

  it('is nothing while all is well', () => {
    expect(kindsOf(well, HOUR_MS)).toEqual([])
  })

  it.each([
    ['few are no jump', 19, 0, false],
    ['some where there were none', 20, 0, true],
    ['as many as usual', 100, 90, false],
    ['five times as many as usual', 450, 90, true],
  ])('of refusals: %s', (_what, recent, usual, told) => {
    expect(kindsOf(refused(recent, usual))).toEqual(told ? ['refusals'] : [])
  })

  it('lasts until half of the refusals are left', () => {
    expect(kindsOf(refused(10, 0), null, [open])).toEqual(['refusals'])
    expect(kindsOf(refused(9, 0), null, [open])).toEqual([])
    expect(kindsOf(refused(10, 0), null, [{ ...open, endedAt: NOW }])).toEqual([])
  })

  it('is no silence where nothing ever arrived', () => {
    expect(kindsOf({ ...well, quietSince: null }, HOUR_MS)).toEqual([])
  })

  it('is silence only where it has a limit, in whole hours', () => {
    const quiet = { ...well, quietSince: new Date(NOW.getTime() - 30.5 * HOUR_MS) }
    expect(kindsOf(quiet)).toEqual([])
    expect(kindsOf(quiet, 31 * HOUR_MS)).toEqual([])
    expect(conditionsOf(quiet, { silenceMs: 24 * HOUR_MS }, [])).toEqual([
      { kind: 'silence', about: '', handler: null, code: null, count: 30 },
    ])
  })

  it('separates causes of a handler by their codes', () => {
    const lane = { handler: 'h', reasonCode: 'failed_attempts_used_up', lanes: 3 }
    const parked = [
      { ...lane, code: 'ECONNREFUSED' },
      { ...lane, code: null },
    ]
    expect(conditionsOf({ ...well, parked }, { silenceMs: null }, [])).toMatchObject([
      {
        about: 'h/failed_attempts_used_up/ECONNREFUSED',
        code: 'failed_attempts_used_up ECONNREFUSED',
      },
      { about: 'h/failed_attempts_used_up', code: 'failed_attempts_used_up', count: 3 },
    ])
  })
})
