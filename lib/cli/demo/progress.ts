import { SingleBar } from 'cli-progress'

export interface Progress {
  update(done: number): void
  stop(): void
}

const LABEL_WIDTH = 26
const BAR_WIDTH = 32
/** Where there is no terminal: a line each time another quarter is done. */
const QUARTERS = 4

/** A progress bar, or plain lines where the output is no terminal. */
export function startProgress(label: string, total: number): Progress {
  return process.stdout.isTTY ? bar(label, total) : lines(label, total)
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

function lines(label: string, total: number): Progress {
  let told = 0
  return {
    update(done) {
      const quarter = total === 0 ? 0 : Math.floor((Math.min(done, total) * QUARTERS) / total)
      if (quarter <= told) return
      told = quarter
      console.log(`  ${label.padEnd(LABEL_WIDTH)}${Math.min(done, total)}/${total}`)
    },
    stop: () => undefined,
  }
}
