import type { DestinationStream } from 'pino'

/** Takes whole chunks of lines and writes them in the background. */
export interface ChunkWriter {
  write(chunk: string): unknown
  flush(done?: (error?: Error) => void): void
  /** Writes what it still holds before it returns. */
  flushSync(): void
}

export interface BatchedLines extends DestinationStream {
  /** Gives what was gathered to the writer, and does not wait for it. */
  handOn(): void
  flush(done: () => void): void
  /** for fatal errors, after which nothing runs in the background any more */
  flushSync(): void
}

export interface BatchOptions {
  /** lines are handed on when they have this many characters */
  readonly maxCharacters: number
  /** and after this time at the latest (ms) */
  readonly maxWaitMs: number
}

/**
 * Gathers lines and hands them on together. The stream behind it joins lines, too, but copies all that
 * it holds for each new one.
 */
export function batchLines(writer: ChunkWriter, options: BatchOptions): BatchedLines {
  let lines: string[] = []
  let characters = 0
  let timer: NodeJS.Timeout | null = null

  function handOn(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
    if (lines.length === 0) return
    const chunk = lines.join('')
    lines = []
    characters = 0
    writer.write(chunk)
  }

  return {
    handOn,
    write(line) {
      lines.push(line)
      characters += line.length
      if (characters >= options.maxCharacters) handOn()
      else timer ??= setTimeout(handOn, options.maxWaitMs).unref()
    },
    flush(done) {
      handOn()
      writer.flush(() => done())
    },
    flushSync() {
      handOn()
      writer.flushSync()
    },
  }
}
