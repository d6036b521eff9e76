import type { Request, Response } from 'express'
import type { BodyRoom } from '../http/body-budget.ts'
import { readJson } from './read-json.ts'

/** JSON writes quotes, line ends and backslashes of a body as two characters. */
const ESCAPED = 2
/** for what stands beside the body */
const ENVELOPE_BYTES = 64 * 1024

/**
 * Reads a request that may hold the body of a message, within the room that all bodies share.
 * @throws RequestRefusal, ReceiverError queue_full
 */
export async function readLargeJson(
  request: Request,
  response: Response,
  bodyLimitBytes: number,
  room: BodyRoom,
): Promise<unknown> {
  const limit = ESCAPED * bodyLimitBytes + ENVELOPE_BYTES
  const { 'content-length': announced, 'content-encoding': encoding } = request.headers
  const isKnown = announced !== undefined && encoding === undefined
  await room.hold(isKnown ? Math.min(Number(announced), limit) : limit)
  return readJson(request, response, limit)
}
