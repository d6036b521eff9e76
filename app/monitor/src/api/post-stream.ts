import { ApiError, asApiError } from './api-error.ts'
import { openAnswer } from './request.ts'

/** Parts of this size are handed to the browser, which can keep them on disk. */
const PART_BYTES = 4 * 1024 * 1024
const NEWLINE = 10

/**
 * Reads a file that the service sends while it produces it.
 * @param onLines called with the number of lines so far
 * @throws ApiError if the file is incomplete
 */
export async function postStream(
  address: string,
  body: unknown,
  signal: AbortSignal,
  onLines: (lines: number) => void,
): Promise<Blob> {
  const answer = await openAnswer(address, body, signal)
  const parts: Blob[] = []
  let held: Uint8Array<ArrayBuffer>[] = []
  let heldBytes = 0
  let lines = 0
  try {
    for await (const chunk of chunksOf(answer)) {
      held.push(chunk)
      heldBytes += chunk.byteLength
      for (const byte of chunk) if (byte === NEWLINE) lines += 1
      onLines(lines)
      if (heldBytes < PART_BYTES) continue
      parts.push(new Blob(held))
      held = []
      heldBytes = 0
    }
  } catch (error) {
    if (signal.aborted) throw error
    throw asApiError(error)
  }
  return new Blob([...parts, ...held], { type: answer.headers.get('Content-Type') ?? '' })
}

async function* chunksOf(answer: Response): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = answer.body?.getReader()
  if (reader === undefined) throw new ApiError(0, 'unreachable', 'expected an answer with a body')
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield value
  }
}
