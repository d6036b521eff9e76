import type { Response } from 'express'
import { createBodyBudget } from '../http/body-budget.ts'
import { RequestRefusal } from './request-refusal.ts'

/** Bounds the memory of answers that are being built or sent. */
export interface AnswerRoom {
  /**
   * Waits for memory to build a large answer; one is built at a time.
   * @returns false = the caller disconnected
   * @throws RequestRefusal queue_full
   */
  toBuild(response: Response): Promise<boolean>
  /**
   * Waits for memory for the finished answer, until the caller has read it.
   * @returns false = the caller disconnected
   * @throws RequestRefusal queue_full
   */
  toSend(response: Response, bytes: number): Promise<boolean>
}

export interface AnswerRoomLimits {
  /** all answers that are being built or sent */
  readonly maxBytes: number
  /** answers that wait for memory */
  readonly maxWaiting: number
  readonly waitMs: number
  /** then a caller that has not read its answer is disconnected */
  readonly sendMs: number
}

export const ANSWER_ROOM: AnswerRoomLimits = {
  maxBytes: 32 * 1024 * 1024,
  maxWaiting: 50,
  waitMs: 20_000,
  sendMs: 60_000,
}

/** Smaller answers are not limited. */
const SMALL_BYTES = 64 * 1024

/**
 * Bounds the memory of the operations API's answers. Decoding a stored body takes a multiple of its
 * size, so one is decoded at a time. Unread answers count until the caller has read them.
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
        'expected memory for a large answer, other answers use it: try again later, or request less at once',
      )
    })
    return !response.closed
  }

  return {
    // More than half, so that only one answer is built at a time.
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
