import type { DestinationStream } from 'pino'

/** Writes chunks of lines in the background. */
export interface ChunkWriter {
  write(chunk: string): unknown
  flush(done?: (error?: Error) => void): void
  /** Writes everything before it returns. */
  flushSync(): void
}

export interface BatchedLines extends DestinationStream {
  /** Passes the collected lines to the writer, without waiting for it. */
  handOn(): void
  flush(done: () => void): void
  /** for fatal errors, after which nothing runs in the background */
  flushSync(): void
}

export interface BatchOptions {
  /** lines are passed on at this number of characters */
  readonly maxCharacters: number
  /** lines are passed on after this time (ms) */
  readonly maxWaitMs: number
}

/**
 * Collects lines and passes them on together. pino's own buffer copies all its content for each new
 * line.
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
