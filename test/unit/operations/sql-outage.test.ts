import { describe, expect, it } from '@jest/globals'
import { UnusableSession } from '../../../lib/store/db/session-settings.ts'
import { isOutage } from '../../../lib/store/db/sql-outage.ts'

describe('isOutage', () => {
  it.each([
    ['a statement that took too long', { code: '57014' }, true],
    ['a shutdown', { code: '57P01' }, true],
    ['too many connections', { code: '53300' }, true],
    ['no connection', { code: 'ECONNREFUSED', syscall: 'connect' }, true],
    ['a standby or a read-only database', { code: '25006' }, true],
    ['a table that cannot be locked during recovery', { code: '55000' }, true],
    ['a commit without its standby', { code: 'commit_not_replicated' }, true],
    ['a mistake in a statement', { code: '42601' }, false],
    ['bad data', { code: '22P02' }, false],
    ['no code', {}, false],
  ])('%s', (_what, fields, outage) => {
    expect(isOutage(Object.assign(new Error('x'), fields))).toBe(outage)
  })

  it('knows a connection that was closed for its settings', () => {
    expect(isOutage(new UnusableSession('x'))).toBe(true)
  })

  it('knows what the driver says without a code', () => {
    expect(isOutage(new Error('Connection terminated unexpectedly'))).toBe(true)
    expect(isOutage(new Error('timeout exceeded when trying to connect'))).toBe(true)
    expect(isOutage('Connection terminated')).toBe(false)
  })
})
