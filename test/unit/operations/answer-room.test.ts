import { EventEmitter } from 'node:events'
import { describe, expect, it } from '@jest/globals'
import type { Response } from 'express'
import { ANSWER_ROOM, createAnswerRoom } from '../../../srv/operations/answer-room.ts'

class SomeResponse extends EventEmitter {
  closed = false
  /** The caller has read it, or has left. */
  destroy(): void {
    if (this.closed) return
    this.closed = true
    this.emit('close')
  }
}

const some = () => new SomeResponse() as unknown as Response & SomeResponse
const turns = async () => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
}
/** Whether a promise is settled by now. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false
  promise.then(
    () => {
      settled = true
    },
    () => {
      settled = true
    },
  )
  await turns()
  return settled
}

describe('room for answers', () => {
  const limits = { ...ANSWER_ROOM, maxBytes: 1_000_000, maxWaiting: 2 }

  it('lets one large answer be built at a time, and the next when it is sent', async () => {
    const room = createAnswerRoom(limits)
    const [first, second] = [some(), some()]
    expect(await room.toBuild(first)).toBe(true)
    const waiting = room.toBuild(second)
    expect(await isSettled(waiting)).toBe(false)
    expect(await room.toSend(first, 200_000)).toBe(true)
    expect(await waiting).toBe(true)
  })

  it('counts answers that are not read yet', async () => {
    const room = createAnswerRoom(limits)
    const slow = some()
    await room.toBuild(slow)
    await room.toSend(slow, 600_000)
    const waiting = room.toBuild(some())
    expect(await isSettled(waiting)).toBe(false)
    slow.destroy()
    expect(await waiting).toBe(true)
    // Lists are not built one at a time, but they are counted.
    const list = room.toSend(some(), 600_000)
    expect(await isSettled(list)).toBe(false)
    expect(await isSettled(room.toSend(some(), 60_000))).toBe(true)
  })

  it('refuses more than may wait, and says that it is worth another try', async () => {
    const room = createAnswerRoom(limits)
    await room.toBuild(some())
    const waiting = [room.toBuild(some()), room.toBuild(some())]
    await expect(room.toBuild(some())).rejects.toMatchObject({ status: 503, code: 'queue_full' })
    for (const one of waiting) expect(await isSettled(one)).toBe(false)
  })

  it('refuses an answer that waited too long', async () => {
    const room = createAnswerRoom({ ...limits, waitMs: 1 })
    await room.toBuild(some())
    await expect(room.toBuild(some())).rejects.toMatchObject({ code: 'queue_full' })
  })

  it('builds nothing for a caller that has left', async () => {
    const room = createAnswerRoom(limits)
    const [first, left, next] = [some(), some(), some()]
    await room.toBuild(first)
    const waiting = [room.toBuild(left), room.toBuild(next)]
    left.destroy()
    first.destroy()
    expect(await Promise.all(waiting)).toEqual([false, true])
    expect(await room.toBuild(left)).toBe(false)
  })

  it('cuts a caller that does not read its answer', async () => {
    const room = createAnswerRoom({ ...limits, sendMs: 1 })
    const slow = some()
    await room.toBuild(slow)
    const cut = new Promise((resolve) => slow.once('close', resolve))
    await room.toSend(slow, 600_000)
    await cut
    expect(await room.toBuild(some())).toBe(true)
  })
})
