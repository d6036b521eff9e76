import { describe, expect, it } from '@jest/globals'
import { orderLine, peerReport } from '../../../lab/bench/peers/peer-report.ts'

const run = {
  jobs: 2_000,
  keys: 500,
  perSecond: 400,
  cpuUs: 300,
  databaseCpuUs: 900,
  outOfOrder: 0,
}
const peer = { name: 'queue', title: 'a queue', packages: { queue: '1.0.0' }, problem: null }

describe('the report on queue libraries', () => {
  it.each([
    [[1, 2, 3], 'keeps the order'],
    [[2, 3, 1], 'does not keep the order'],
    [[1, 3, 2], 'does not keep the order'],
  ])('jobs that succeed as %j: it %s', (succeeded, text) => {
    expect(orderLine({ ...peer, run: { ...run, succeeded } })).toContain(`a queue: ${text}`)
  })

  it('says why a library was not run', () => {
    const text = peerReport([{ ...peer, run: null, problem: 'no network' }])
    expect(text).toContain('| a queue | queue 1.0.0 | – | – | no network |')
    expect(text).toContain('a queue: not run.')
  })
})
