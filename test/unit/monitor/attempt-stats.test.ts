import { describe, expect, it } from '@jest/globals'
import type { Attempt } from '../../../app/monitor/src/api/shapes.ts'
import { statsOf } from '../../../app/monitor/src/pages/handler/attempt-stats.ts'

const attempt = (outcome: string | null, ms: number, code?: string): Attempt => ({
  messageId: 'm',
  ordinal: 0,
  handler: 'h',
  run: 0,
  number: 1,
  lease: '1',
  instanceId: 'i',
  startedAt: new Date(0).toISOString(),
  endedAt: outcome === null ? null : new Date(ms).toISOString(),
  outcome,
  error: code === undefined ? null : { code },
  logLines: 0,
})

describe('the figures of attempts', () => {
  it('leave out what runs, what was given back and what the target asked to wait for', () => {
    const attempts = [
      attempt('completed', 10),
      attempt('completed', 20),
      attempt('retry', 30, 'ECONNREFUSED'),
      attempt('retry', 9_000, 'rate_limited'),
      attempt('released', 9_000),
      attempt(null, 0),
    ]
    expect(statsOf(attempts)).toEqual({
      attempts: 3,
      completed: 2,
      failed: 1,
      succeeded: 0.67,
      p50Ms: 20,
      p95Ms: 30,
    })
  })

  it('never round one failure away, nor one success', () => {
    const many = Array.from({ length: 999 }, () => attempt('completed', 1))
    expect(statsOf([...many, attempt('rejected', 1)]).succeeded).toBe(0.99)
    expect(statsOf(many).succeeded).toBe(1)
    const failed = Array.from({ length: 999 }, () => attempt('rejected', 1))
    expect(statsOf([...failed, attempt('completed', 1)]).succeeded).toBe(0.01)
    expect(statsOf(failed).succeeded).toBe(0)
  })
})
