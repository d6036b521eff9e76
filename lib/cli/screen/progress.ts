import { SingleBar } from 'cli-progress'
import type { Terminal } from '../command.ts'

export interface Progress {
  update(done: number): void
  stop(): void
}

const LABEL_WIDTH = 26
const BAR_WIDTH = 32
/** Without a terminal: one line for each completed quarter. */
const QUARTERS = 4

/** A progress bar; plain lines if the output is no terminal; nothing with --json. */
export function startProgress(
  { isJson, say }: Pick<Terminal, 'isJson' | 'say'>,
  label: string,
  total: number,
): Progress {
  if (isJson) return { update: () => undefined, stop: () => undefined }
  return process.stdout.isTTY ? bar(label, total) : lines(say, label, total)
}

function bar(label: string, total: number): Progress {
  const single = new SingleBar({
    format: `  ${label.padEnd(LABEL_WIDTH)}{bar}  {value}/{total}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: BAR_WIDTH,
    hideCursor: true,
    stopOnComplete: false,
  })
  single.start(total, 0)
  return { update: (done) => single.update(Math.min(done, total)), stop: () => single.stop() }
}

function lines(say: Terminal['say'], label: string, total: number): Progress {
  let printed = 0
  return {
    update(done) {
      const quarter = total === 0 ? 0 : Math.floor((Math.min(done, total) * QUARTERS) / total)
      if (quarter <= printed) return
      printed = quarter
      say(`  ${label.padEnd(LABEL_WIDTH)}${Math.min(done, total)}/${total}`)
    },
    stop: () => undefined,
  }
}
