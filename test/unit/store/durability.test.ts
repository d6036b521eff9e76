import { describe, expect, it } from '@jest/globals'
import { type DurabilityFacts, durabilityRisks } from '../../../lib/store/db/durability.ts'

const SAFE: DurabilityFacts = {
  fsync: 'on',
  fullPageWrites: 'on',
  synchronousCommit: 'on',
  synchronousStandbyNames: '',
  standbys: 0,
}

describe('durabilityRisks', () => {
  it.each<[string, Partial<DurabilityFacts>, string[]]>([
    ['one server that flushes', {}, []],
    ['a crash without fsync', { fsync: 'off' }, ['fsync_off']],
    ['a crash without full pages', { fullPageWrites: 'off' }, ['full_page_writes_off']],
    ['commits that are not flushed', { synchronousCommit: 'off' }, ['commit_not_flushed']],
    ['commits flushed here alone', { synchronousCommit: 'local' }, ['commit_not_flushed']],
    ['commits applied on the standby', { synchronousCommit: 'remote_apply' }, []],
    ['an asynchronous standby', { standbys: 1 }, ['standby_asynchronous']],
    ['a synchronous standby', { standbys: 1, synchronousStandbyNames: 'ANY 1 (a, b)' }, []],
    ['several at once', { fsync: 'off', standbys: 2 }, ['fsync_off', 'standby_asynchronous']],
  ])('%s', (_what, facts, risks) => {
    expect(durabilityRisks({ ...SAFE, ...facts })).toEqual(risks)
  })
})
