import { describe, expect, it } from '@jest/globals'
import { createQuarantine } from '../../../lib/dispatch/quarantine.ts'

describe('the quarantine', () => {
  it('lets one suspect in when all others have ended, and turns a second one away', async () => {
    let others = 1
    let entered = false
    const quarantine = createQuarantine(() => others)
    const first = quarantine.enter().then((leave) => {
      entered = true
      return leave
    })
    expect(await quarantine.enter()).toBeNull()
    quarantine.look()
    await Promise.resolve()
    expect({ entered, active: quarantine.active() }).toEqual({ entered: false, active: true })
    others = 0
    quarantine.look()
    const leave = await first
    expect(quarantine.active()).toBe(true)
    leave?.()
    expect(quarantine.active()).toBe(false)
  })
})
