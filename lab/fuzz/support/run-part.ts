import { forkProgram } from '../../bench/stage/fork-program.ts'
import type { PartResult } from '../report/part-result.ts'
import type { MemoryPoint } from './memory.ts'
import type { PartMessage, PartOrder } from './part-channel.ts'

/** So long no chunk of inputs takes, not even with the search for the smallest one in it. */
const SILENCE_MS = 120_000

/**
 * Runs a part in a process of its own, so that its memory is its own. Rejects when it ends without a
 * result, or hangs in an input.
 */
export function runPart(
  file: string,
  { seed, count }: PartOrder,
  onPoint: (point: MemoryPoint) => void,
): Promise<PartResult> {
  return new Promise((resolve, reject) => {
    const child = forkProgram(
      { file, args: [String(seed), String(count)], env: {}, nodeOptions: ['--expose-gc'] },
      'inherit',
    )
    let last = 'the start'
    const silence = setTimeout(() => {
      reject(new Error(`${file} hangs in one of the inputs behind ${last}`))
      child.kill('SIGKILL')
    }, SILENCE_MS)
    child.on('message', (message: PartMessage) => {
      silence.refresh()
      if (message.kind === 'point') onPoint(message.point)
      else if (message.kind === 'alive') last = JSON.stringify(message.place)
      else resolve(message.result)
    })
    child.once('exit', (code, signal) => {
      clearTimeout(silence)
      reject(new Error(`${file} ended with ${signal ?? code}`))
    })
  })
}
