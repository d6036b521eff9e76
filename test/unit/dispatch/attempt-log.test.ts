import { describe, expect, it } from '@jest/globals'
import { createAttemptLog } from '../../../lib/dispatch/attempt-log.ts'
import { noMask } from '../../../lib/masking/mask-text.ts'

describe('the log of an attempt', () => {
  it('is masked, timed, and bounded in lines and length', () => {
    let clock = 5
    const { log, lines } = createAttemptLog(
      { text: (text) => text.replaceAll('secret', '‹name›'), data: (data) => data },
      () => clock,
    )
    clock = 12
    log.warn('a secret', { of: 'secret' })
    for (let line = 0; line < 200; line += 1) log.info('x'.repeat(5_000))
    expect(lines[0]).toEqual({
      level: 'warn',
      afterMs: 7,
      text: 'a ‹name›',
      data: '{"of":"‹name›"}',
    })
    expect(lines).toHaveLength(101)
    expect(lines[1]?.text.length).toBeLessThanOrEqual(2_001)
    expect(lines.at(-1)?.text).toBe('more than 100 lines: cut')
  })

  it('survives data that is no JSON', () => {
    const { log, lines } = createAttemptLog(noMask, () => 0)
    const circular: Record<string, unknown> = {}
    circular.self = circular
    log.info('x', circular)
    expect(lines[0]?.data).toBe('"data that is no JSON"')
  })
})
