import { describe, expect, it } from '@jest/globals'
import { createRecordingOutage } from '../../../lib/store/record/recording-outage.ts'

const withCode = (code: string) => Object.assign(new Error('x'), { code })

describe('an outage of recordings', () => {
  let time = 0
  const outage = () => createRecordingOutage(() => time)

  it.each([
    ['a full disk', withCode('53100'), true],
    ['a broken file of the server', withCode('58030'), true],
    ['a standby that is away', withCode('commit_not_replicated'), true],
    ['a lost connection, which the health check sees', withCode('57P01'), false],
    ['wrong data', withCode('22021'), false],
    ['a conflict', withCode('40P01'), false],
    ['an error of the code', new TypeError('x'), false],
  ])('of %s', (_what, error, isFailing) => {
    const noted = outage()
    noted.failed(error)
    expect(noted.isFailing()).toBe(isFailing)
  })

  it('ends with the next recording', () => {
    const { failed, succeeded, isFailing } = outage()
    failed(withCode('53100'))
    succeeded()
    expect(isFailing()).toBe(false)
  })

  it('ends half a minute after the last failure: without calls, nothing else would end it', () => {
    const { failed, isFailing } = outage()
    failed(withCode('53100'))
    time += 20_000
    failed(withCode('53100'))
    time += 29_999
    expect(isFailing()).toBe(true)
    time += 1
    expect(isFailing()).toBe(false)
  })
})
