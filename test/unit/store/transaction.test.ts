import { describe, expect, it } from '@jest/globals'
import { both } from '../../../lib/store/db/transaction.ts'

describe('two queries of one connection', () => {
  it('fail with the error that came first: the other is what the aborted transaction says', async () => {
    const cause = Object.assign(new Error('canceling statement'), { code: '57014' })
    const aborted = Object.assign(new Error('transaction is aborted'), { code: '25P02' })
    const failing = Promise.reject(cause)
    const later = failing.catch(() => Promise.reject(aborted))
    await expect(both(later, failing)).rejects.toBe(cause)
    await expect(both(failing, later)).rejects.toBe(cause)
  })

  it('fail only when neither uses the connection any more', async () => {
    let ended = false
    const slow = new Promise((resolve) => setImmediate(resolve)).then(() => {
      ended = true
    })
    await expect(both(Promise.reject(new Error('no')), slow)).rejects.toThrow('no')
    expect(ended).toBe(true)
  })
})
