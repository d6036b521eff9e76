import { describe, expect, it } from '@jest/globals'
import { createBodyBudget } from '../../../srv/ingest/body-budget.ts'

const budget = () => createBodyBudget({ maxBytes: 100, maxWaiting: 2 })
const LONG = 60_000
const full = expect.objectContaining({ code: 'queue_full' })

describe('room for bodies', () => {
  it('is taken, made smaller and given back', async () => {
    const bodies = budget()
    const room = bodies.open()
    await room.hold(80, LONG)
    expect(bodies.used()).toBe(80)
    await room.hold(30, LONG)
    expect(bodies.used()).toBe(30)
    room.close()
    room.close()
    expect(bodies.used()).toBe(0)
  })

  it('is waited for in turn: a large body is not overtaken for ever', async () => {
    const bodies = budget()
    const [first, large, small] = [bodies.open(), bodies.open(), bodies.open()]
    await first.hold(60, LONG)
    const order: string[] = []
    const waiting = [
      large.hold(90, LONG).then(() => order.push('large')),
      small.hold(10, LONG).then(() => order.push('small')),
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
    await bodies.open().hold(100, LONG)
    const late = bodies.open().hold(10, 5)
    const second = bodies.open()
    const waiting = second.hold(10, LONG)
    await expect(bodies.open().hold(10, LONG)).rejects.toEqual(full)
    await expect(late).rejects.toEqual(full)
    second.close()
    expect(bodies.used()).toBe(100)
    waiting.catch(() => undefined)
  })

  it('lets one that is larger than all of it come alone', async () => {
    const bodies = budget()
    const huge = bodies.open()
    await huge.hold(1_000, LONG)
    const next = bodies.open().hold(1, LONG)
    huge.close()
    await next
    expect(bodies.used()).toBe(1)
  })

  it('that was granted to a call that is gone is given back', async () => {
    const bodies = budget()
    const [first, gone] = [bodies.open(), bodies.open()]
    await first.hold(100, LONG)
    const waiting = gone.hold(50, LONG)
    gone.close()
    first.close()
    await waiting
    expect(bodies.used()).toBe(0)
  })
})
