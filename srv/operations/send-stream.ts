import type { Response } from 'express'
import type { StreamAnswer } from './route.ts'

/**
 * Sends an answer while it is produced, as fast as the caller reads. The first part is awaited before
 * the status, so that its error is answered. The connection ends at a later error: the caller then
 * knows that the answer is incomplete. Nothing is produced for a caller that has gone.
 */
export async function sendStream(response: Response, answer: StreamAnswer): Promise<void> {
  const { chunks, onEnd, type, fileName } = answer
  const parts = chunks[Symbol.asyncIterator]()
  try {
    let part = await parts.next()
    response.status(200).set('Content-Disposition', `attachment; filename="${fileName}"`).type(type)
    while (part.done !== true && !response.closed) {
      response.write(part.value)
      await untilDrained(response)
      if (!response.closed) part = await parts.next()
    }
    response.end()
  } finally {
    await parts.return?.()
    onEnd()
  }
}

/** Waits until the caller has read enough, or has gone. */
async function untilDrained(response: Response): Promise<void> {
  if (response.closed || !response.writableNeedDrain) return
  await new Promise<void>((resolve) => {
    const go = () => {
      response.off('drain', go)
      response.off('close', go)
      resolve()
    }
    response.once('drain', go)
    response.once('close', go)
  })
}
