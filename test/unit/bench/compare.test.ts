import { describe, expect, it } from '@jest/globals'
import type { Figures } from '../../../lab/bench/arms/arm.ts'
import { pairedRatio, throughput, wholeCpu } from '../../../lab/bench/report/compare.ts'
import { ratioTable } from '../../../lab/bench/report/ratio-table.ts'

function figures(perSecond: number, serverCpuUs: number | null, databaseCpuUs = 50): Figures {
  const machine = { others: 0, idle: 0 }
  return { perSecond, p50Ms: 1, p99Ms: 2, serverCpuUs, databaseCpuUs, senderCpuUs: 1, machine }
}

const rounds = [
  new Map([
    ['ours', figures(50, 250)],
    ['floor', figures(100, 50)],
  ]),
  new Map([
    ['ours', figures(300, 150)],
    ['floor', figures(400, 50)],
  ]),
  new Map([['ours', figures(1, 1)]]),
]

describe('ratios of arms', () => {
  it('are taken within a round, and of rounds with both alone', () => {
    expect(pairedRatio(rounds, 'ours', 'floor', throughput)).toBe(0.5)
    expect(pairedRatio(rounds, 'ours', 'floor', wholeCpu)).toBe(2)
    expect(pairedRatio(rounds, 'ours', 'none', throughput)).toBeNull()
  })

  it('are not known where the system does not tell', () => {
    const unknown = [new Map([...(rounds[0] ?? []), ['ours', figures(50, null)]])]
    expect(pairedRatio(unknown, 'ours', 'floor', wholeCpu)).toBeNull()
  })

  it('stand in a table that leaves out what was not measured', () => {
    const table = ratioTable(rounds, [
      { name: 'ours', to: 'floor' },
      { name: 'ours', to: 'none' },
    ])
    expect(table?.split('\n').at(-1)).toBe('| ours ÷ floor | 0.50 | 3.00 | 1.00 | 2.00 |')
    expect(ratioTable(rounds, [{ name: 'ours', to: 'none' }])).toBeNull()
  })
})
