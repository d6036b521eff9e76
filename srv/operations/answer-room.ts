import type { Response } from 'express'
import { createBodyBudget } from '../http/body-budget.ts'
import { RequestRefusal } from './request-refusal.ts'

/** Room for answers that are built or that the caller has not read yet. */
export interface AnswerRoom {
  /**
   * Waits for the room to build a large answer; one is built at a time.
   * @returns false: the caller left meanwhile
   * @throws RequestRefusal queue_full
   */
  toBuild(response: Response): Promise<boolean>
  /**
   * Waits for the room that the finished answer takes until the caller has read it.
   * @returns false: the caller left meanwhile
   * @throws RequestRefusal queue_full
   */
  toSend(response: Response, bytes: number): Promise<boolean>
}

export interface AnswerRoomLimits {
  /** of answers that are built, and of large ones that are not read yet */
  readonly maxBytes: number
  /** answers that wait for room */
  readonly maxWaiting: number
  readonly waitMs: number
  /** a caller that has not read its answer by then loses its connection */
  readonly sendMs: number
}

export const ANSWER_ROOM: AnswerRoomLimits = {
  maxBytes: 32 * 1024 * 1024,
  maxWaiting: 50,
  waitMs: 20_000,
  sendMs: 60_000,
}

/** Answers below this are built and sent without waiting. */
const SMALL_BYTES = 64 * 1024

/**
 * Bounds what the answers of the operations API hold in memory. Decoding a stored body takes a
 * multiple of it, so only one is decoded at a time; answers that callers do not read are counted.
 */
export function createAnswerRoom(limits: AnswerRoomLimits = ANSWER_ROOM): AnswerRoom {
  const { maxBytes, maxWaiting, waitMs, sendMs } = limits
  const budget = createBodyBudget({ maxBytes, maxWaiting, now: () => performance.now() })
  const rooms = new WeakMap<Response, ReturnType<typeof budget.open>>()

  async function hold(response: Response, bytes: number): Promise<boolean> {
    if (response.closed) return false
    let room = rooms.get(response)
    if (room === undefined) {
      room = budget.open(waitMs)
      rooms.set(response, room)
      response.once('close', room.close)
    }
    await room.hold(bytes).catch(() => {
      throw new RequestRefusal(
        503,
        'queue_full',
        'expected room for a large answer, others are built or not read yet: ask again later, for less at once',
      )
    })
    return !response.closed
  }

  return {
    // More than half: two never have room at the same time.
    toBuild: (response) => hold(response, Math.floor(maxBytes / 2) + 1),
    async toSend(response, bytes) {
      if (bytes <= SMALL_BYTES && !rooms.has(response)) return !response.closed
      if (!(await hold(response, bytes))) return false
      const cut = setTimeout(() => response.destroy(), sendMs).unref()
      response.once('close', () => clearTimeout(cut))
      return true
    },
  }
}
