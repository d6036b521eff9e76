import { styleText } from 'node:util'
import { command, Unanswered, wrongArguments } from '../command.ts'
import { buildPage } from './build-page.ts'
import { type DemoService, startDemoService } from './demo-service.ts'
import { demonstrate } from './demonstrate.ts'
import { shortfalls } from './expectation.ts'
import { reportLines } from './report.ts'
import { effectLines, pageLines, serviceLines, settingLines } from './service-lines.ts'
import { StartError } from './service-process.ts'

const HELP = `npm run demo -- [--exit] [--json]

Starts the service with its stand-ins, sends 200 calls of an invented company as SuccessFactors does, and
shows the results. The service then runs until Ctrl-C.

  --exit   ends as soon as the results are there
  --json   prints only the results, for scripts

Exit codes: 0 = all events were handled as planned; 1 = they were not; 2 = something is missing or wrong.`

export const demo = command({
  name: 'demo',
  help: HELP,
  options: { exit: { type: 'boolean' } },
  async run({ values, positionals }, terminal) {
    if (positionals.length > 0) throw wrongArguments(`expected no "${positionals[0]}"`)
    const say = terminal.isJson ? () => undefined : terminal.say
    const ending = new AbortController()
    const signal = AbortSignal.any([terminal.signal, ending.signal])
    say(styleText('bold', 'sf-event-receiver demo'), '')
    let service: DemoService | null = null
    try {
      await buildPage(signal)
      const onWait = () => say('  an earlier run still uses the data: waiting for its end')
      service = await startDemoService({ signal, onWait }).catch(asUnanswered)
      const died = endOf(service)
      say(...serviceLines(service), '')
      const demonstration = demonstrate(service, { ...terminal, signal })
      const { expected, tally } = await Promise.race([demonstration, died])
      const missing = shortfalls(expected, tally)
      say('', ...reportLines(expected, tally), '')
      say(...effectLines(service), ...settingLines(service))
      say('', ...pageLines(service))
      if (values.exit !== true) {
        say('', 'The service keeps running. Ctrl-C stops it.')
        await Promise.race([aborted(signal), died])
      }
      return {
        exitCode: missing.length === 0 ? 0 : 1,
        lines: [],
        json: { expected, tally, missing },
      }
    } finally {
      if (terminal.signal.aborted) say('', 'Stopping.')
      ending.abort()
      await service?.stop()
    }
  },
})

/** Rejects when the service ends by itself. */
async function endOf({ ended, logFile }: DemoService): Promise<never> {
  await ended
  throw new Unanswered('not_done', `the service has ended by itself: see ${logFile}`)
}

/** The message of a StartError begins with its code, which is printed anyway. */
function asUnanswered(error: unknown): never {
  if (!(error instanceof StartError)) throw error
  const code = error.code ?? 'not_started'
  throw new Unanswered(code, error.message.replace(`${code}: `, ''), { cause: error })
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
