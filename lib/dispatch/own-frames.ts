import { fileURLToPath, pathToFileURL } from 'node:url'

const ENGINE = fileURLToPath(new URL('../', import.meta.url))
const FOREIGN = [ENGINE, pathToFileURL(ENGINE).href, 'node:', '/node_modules/', '\\node_modules\\']
const FRAME = /^\s+at .*[:(]/

/** The frames of a stack that are the handler's own code, innermost first. Pure. */
function ownFrames(stack: string): string[] {
  return stack
    .split('\n')
    .filter((line) => FRAME.test(line) && !FOREIGN.some((part) => line.includes(part)))
    .map((line) => line.trim())
}

/** The first line of the handler's own code, such as `at run (…/badge.ts:9:5)`; null = none */
export function firstOwnFrame(stack: string | null | undefined): string | null {
  return ownFrames(stack ?? '')[0] ?? null
}

/** Own frames of the caller that an error gets. */
const FRAMES = 3

/**
 * Remembers the place of a call. Node loses it: the call fails later, in code of the engine. The
 * returned function adds it to the stack of an error that has no line of the handler.
 * @param before the function whose caller is the first frame
 */
export function placeOfCall(before: (...args: never[]) => unknown): (error: unknown) => void {
  const place: { stack?: string } = {}
  Error.captureStackTrace(place, before)
  return (error) => {
    try {
      if (!(error instanceof Error) || firstOwnFrame(error.stack) !== null) return
      // Formatted only now, which is the expensive part.
      const frames = ownFrames(place.stack ?? '').slice(0, FRAMES)
      if (frames.length === 0) return
      error.stack = [error.stack ?? String(error), ...frames.map((frame) => `    ${frame}`)].join(
        '\n',
      )
    } catch {
      // A frozen error, or a proxy that throws.
    }
  }
}
