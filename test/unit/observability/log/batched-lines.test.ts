import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it, jest } from '@jest/globals'
import { batchLines } from '../../../../lib/observability/log/batched-lines.ts'

const LONG_MS = 60_000

function writer() {
  const chunks: string[] = []
  return {
    chunks,
    write: (chunk: string) => void chunks.push(chunk),
    flush: (done?: () => void) => done?.(),
    flushSync: () => undefined,
  }
}

describe('batchLines', () => {
  it('hands lines on together, in their order, when there are enough', () => {
    const to = writer()
    const lines = batchLines(to, { maxCharacters: 6, maxWaitMs: LONG_MS })
    for (const line of ['a1\n', 'b2\n', 'c3\n', 'd4\n', 'e5\n']) lines.write(line)
    expect(to.chunks).toEqual(['a1\nb2\n', 'c3\nd4\n'])
    lines.flushSync()
    expect(to.chunks).toEqual(['a1\nb2\n', 'c3\nd4\n', 'e5\n'])
  })

  it('hands a single line on after its time, and nothing later', () => {
    jest.useFakeTimers()
    try {
      const to = writer()
      const lines = batchLines(to, { maxCharacters: 100, maxWaitMs: 50 })
      lines.write('a\n')
      jest.advanceTimersByTime(49)
      expect(to.chunks).toEqual([])
      jest.advanceTimersByTime(1)
      expect(to.chunks).toEqual(['a\n'])
      jest.advanceTimersByTime(1_000)
      expect(to.chunks).toEqual(['a\n'])
    } finally {
      jest.useRealTimers()
    }
  })

  it('flushes what it holds before it says so', () => {
    const to = writer()
    const lines = batchLines(to, { maxCharacters: 100, maxWaitMs: LONG_MS })
    lines.write('a\n')
    lines.flush(() => to.chunks.push('done'))
    expect(to.chunks).toEqual(['a\n', 'done'])
  })
})

describe('the log on stdout', () => {
  const LINES = 2_000
  const logger = new URL('../../../../lib/observability/log/logger.ts', import.meta.url).href
  const program = (end: string) => `
    const { createLogger, stdout } = await import('${logger}')
    const application = { componentName: 'x', componentInstance: 0 }
    const log = createLogger({ level: 'info', application, type: 'log', destination: stdout() })
    for (let line = 0; line < ${LINES}; line += 1) log.info({ line }, 'one of many')
    ${end}`

  it.each([
    ['exits', 'process.exit(0)'],
    ['comes to its end', ''],
    ['stops after a flush', 'log.flush(() => process.exit(0))'],
    [
      'exits while lines are written',
      'setTimeout(() => { log.info({ line: -1 }, "x"); process.exit(0) }, 1)',
    ],
  ])('is whole when the process %s', async (_what, end) => {
    const args = ['--input-type=module', '--eval', program(end)]
    const cwd = fileURLToPath(new URL('../../../../', import.meta.url))
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      cwd,
      maxBuffer: 16 * 1024 * 1024,
    })
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).line as number)
    // At a forced exit the write that is under way in the background may end after the last one.
    const written = lines.filter((line) => line >= 0).toSorted((a, b) => a - b)
    expect(written).toEqual(Array.from({ length: LINES }, (_, line) => line))
  })
})
