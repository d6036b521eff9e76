import { describe, expect, it } from '@jest/globals'
import { createBodyBudget } from '../../../srv/http/body-budget.ts'

const budget = () =>
  createBodyBudget({ maxBytes: 100, maxWaiting: 2, now: () => performance.now() })
const LONG = 60_000
const full = expect.objectContaining({ code: 'queue_full' })

describe('room for bodies', () => {
  it('is taken, made smaller and given back', async () => {
    const bodies = budget()
    const room = bodies.open(LONG)
    await room.hold(80)
    expect(bodies.used()).toBe(80)
    await room.hold(30)
    expect(bodies.used()).toBe(30)
    room.close()
    room.close()
    expect(bodies.used()).toBe(0)
  })

  it('is waited for in turn: a large body is not overtaken for ever', async () => {
    const bodies = budget()
    const [first, large, small] = [bodies.open(LONG), bodies.open(LONG), bodies.open(LONG)]
    await first.hold(60)
    const order: string[] = []
    const waiting = [
      large.hold(90).then(() => order.push('large')),
      small.hold(10).then(() => order.push('small')),
    ]
    await Promise.resolve()
    expect(order).toEqual([])
    first.close()
    await Promise.all(waiting)
    expect(order).toEqual(['large', 'small'])
    expect(bodies.used()).toBe(100)
  })

  it('is refused after its time, and to more than may wait', async () => {
    const bodies = budget()
    await bodies.open(LONG).hold(100)
    const late = bodies.open(5).hold(10)
    const second = bodies.open(LONG)
    const waiting = second.hold(10)
    await expect(bodies.open(LONG).hold(10)).rejects.toEqual(full)
    await expect(late).rejects.toEqual(full)
    second.close()
    expect(bodies.used()).toBe(100)
    waiting.catch(() => undefined)
  })

  it('lets one that is larger than all of it come alone', async () => {
    const bodies = budget()
    const huge = bodies.open(LONG)
    await huge.hold(1_000)
    const next = bodies.open(LONG).hold(1)
    huge.close()
    await next
    expect(bodies.used()).toBe(1)
  })

  it('that was granted to a call that is gone is given back', async () => {
    const bodies = budget()
    const [first, gone] = [bodies.open(LONG), bodies.open(LONG)]
    await first.hold(100)
    const waiting = gone.hold(50)
    gone.close()
    first.close()
    await waiting
    expect(bodies.used()).toBe(0)
  })

  it('is waited for with one patience for all waits of a call', async () => {
    let at = 0
    const bodies = createBodyBudget({ maxBytes: 100, maxWaiting: 2, now: () => at })
    const first = bodies.open(LONG)
    await first.hold(100)
    const call = bodies.open(40)
    const waiting = call.hold(10)
    at = 30
    await first.hold(90)
    await waiting
    expect(call.waitedMs()).toBe(30)
    const again = call.hold(50)
    at = 100
    await expect(again).rejects.toEqual(full)
    expect(call.waitedMs()).toBe(100)
    // Nothing is left of it.
    await expect(call.hold(50)).rejects.toEqual(full)
  })
})
