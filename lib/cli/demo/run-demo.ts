import { styleText } from 'node:util'
import { ReceiverError } from '../../errors.ts'
import { buildPage } from './build-page.ts'
import { type DemoService, startDemoService } from './demo-service.ts'
import { demonstrate } from './demonstrate.ts'
import { shortfalls } from './expectation.ts'
import { reportLines } from './report.ts'
import { effectLines, pageLines, serviceLines, settingLines } from './service-lines.ts'
import { StartError } from './start-error.ts'

const FAILED = 1
/** 128 + SIGINT, as shells have it */
const INTERRUPTED = 130

const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => stopping.abort())
}

process.exitCode = await runDemo(process.argv.slice(2))

/** @returns the exit code: 0 = everything that should be handled was */
async function runDemo(options: readonly string[]): Promise<number> {
  const unknown = options.find((option) => option !== '--exit')
  if (unknown !== undefined) {
    say(`expected --exit or nothing, got ${unknown}`)
    return FAILED
  }
  let service: DemoService | null = null
  try {
    say(styleText('bold', 'sf-event-receiver demo'), '')
    await buildPage(stopping.signal)
    service = await startDemoService({
      signal: stopping.signal,
      onWait: () => say('  an earlier run still holds the data: waiting for it to end'),
    })
    say(...serviceLines(service), '')
    const died = endOf(service)
    const { expected, tally } = await Promise.race([demonstrate(service, stopping.signal), died])
    say('', ...reportLines(expected, tally), '')
    say(...effectLines(service), ...settingLines(service))
    say('', ...pageLines(service))
    if (!options.includes('--exit')) {
      say('', 'The service keeps running. Ctrl-C stops it.')
      await Promise.race([interruption(), died])
      say('', 'Stopping.')
    }
    return shortfalls(expected, tally).length === 0 ? 0 : FAILED
  } catch (error) {
    if (stopping.signal.aborted) {
      say('', 'Stopped.')
      return INTERRUPTED
    }
    say(sentenceOf(error))
    return FAILED
  } finally {
    stopping.abort()
    await service?.stop()
  }
}

/** Rejects when the service ends by itself. */
async function endOf({ ended, logFile }: DemoService): Promise<never> {
  await ended
  throw new StartError(null, `the service has ended by itself: see ${logFile}`)
}

function interruption(): Promise<void> {
  return new Promise((resolve) => {
    if (stopping.signal.aborted) resolve()
    stopping.signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

function sentenceOf(error: unknown): string {
  if (error instanceof ReceiverError) return `${error.code}: ${error.message}`
  return error instanceof Error ? error.message : String(error)
}

function say(...lines: readonly string[]): void {
  console.log(lines.join('\n'))
}
