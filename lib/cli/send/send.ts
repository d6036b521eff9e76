import { randomInt } from 'node:crypto'
import type { Config } from '../../config/config.ts'
import { readConfig } from '../../config/read-config.ts'
import type { CallToSend } from '../../local/connector/planned-call.ts'
import { send as sendCalls } from '../../local/connector/send.ts'
import { command, type Given, wrongArguments } from '../command.ts'
import { startProgress } from '../screen/progress.ts'
import { notReached } from '../service/operations-client.ts'
import { addressOf, clientOf, SERVICE_HELP, SERVICE_OPTIONS } from '../service/service-options.ts'
import { eventTypeOf, fileCalls, MIXED, planCalls, SHORT_TYPES } from './plan-calls.ts'
import { sendReport } from './send-report.ts'

const HELP = `npm run send -- <event> [options]
npm run send -- --file <file> [options]

Sends events as an Event Connector of SuccessFactors does: a token first, then the message, and once
more after 429 or 5xx. Without --url to the local service.

  <event>                       ${Object.keys(SHORT_TYPES).join(', ')}, ${MIXED} (of everything something, 20
                                at least), or a whole event type
  --count <n>                   messages, an event each (default: 1)
  --rate <n>                    that begin in a second, at most (default: as fast as they are answered)
  --employee <userId>           all about this one, in order (default: invented people); not with ${MIXED}
  --company <id>                of SuccessFactors, put behind the path
  --future                      for a later day; not with ${MIXED}
  --file <file>                 sends this body instead, such as a fixture
  --type <event type>           of a JSON file, which does not say its own
  --content-type <type>         of the file (default: by its ending)
${SERVICE_HELP}
  --json                        for scripts

With --url alone the first of INGEST_PATHS is put behind the host; an address with a path is used as it is.

Examples
  npm run send -- hire
  npm run send -- termination --employee 100042
  npm run send -- ${MIXED} --count 200 --rate 20
  npm run send -- --file srv/handlers/fixtures/leaver.xml
  npm run send -- hire --url https://events.example.com --key successfactors.json --company ACME

Ends with 0 where every answer was the expected one; with 1 where one was not; with 2 where something is
missing or wrong.`

const OPTIONS = {
  count: { type: 'string' },
  rate: { type: 'string' },
  employee: { type: 'string' },
  company: { type: 'string' },
  future: { type: 'boolean' },
  file: { type: 'string' },
  type: { type: 'string' },
  'content-type': { type: 'string' },
  ...SERVICE_OPTIONS,
} as const

const OF_EVENTS = ['employee', 'future'] as const
const OF_FILES = ['type', 'content-type'] as const
const MOST_CALLS = 100_000
const MOST_PER_SECOND = 10_000
const SEEDS = 2 ** 32
const COMPANY = /^[A-Za-z0-9._-]{1,64}$/

export const send = command({
  name: 'send',
  help: HELP,
  options: OPTIONS,
  async run(given, terminal) {
    const { signal } = terminal
    const { values } = given
    const config = readConfig()
    const perSecond = wholeNumber('--rate', values.rate, 1, MOST_PER_SECOND)
    const calls = await callsOf(given)
    const url = endpointOf(given, config)
    const client = await clientOf(values, config, 'successfactors')
    const progress = startProgress(terminal, 'sending', calls.length)
    const since = performance.now()
    try {
      const sent = await sendCalls(calls, {
        url,
        ...client,
        signal,
        onProgress: progress.update,
        ...(perSecond === null ? {} : { perSecond }),
      })
      return sendReport(sent, (performance.now() - since) / 1_000)
    } catch (error) {
      signal.throwIfAborted()
      // Calls do not reject: only the token request does.
      throw notReached(client.tokenUrl, error)
    } finally {
      progress.stop()
    }
  },
})

type SendGiven = Given<typeof OPTIONS>

async function callsOf({ values, positionals }: SendGiven): Promise<CallToSend[]> {
  const [event, ...others] = positionals
  const count = wholeNumber('--count', values.count, 1, MOST_CALLS) ?? null
  if (values.file !== undefined) {
    if (event !== undefined) throw wrongArguments('expected an event or --file, got both')
    refuse(values, OF_EVENTS, 'a file is sent as it is')
    const { type = null, 'content-type': contentType = null } = values
    return fileCalls(values.file, { count: count ?? 1, contentType, type })
  }
  refuse(values, OF_FILES, 'expected --file with it')
  const type = event === MIXED ? MIXED : eventTypeOf(event ?? '')
  if (type === null || others.length > 0) {
    const names = [...Object.keys(SHORT_TYPES), MIXED].join(', ')
    throw wrongArguments(`expected one event (${names}, or an event type), or --file`)
  }
  const calls = count ?? (type === MIXED ? 20 : 1)
  if (type === MIXED) {
    if (calls < 20) throw wrongArguments(`--count: expected 20 or more of ${MIXED}`)
    refuse(values, OF_EVENTS, `expected an event of one type, ${MIXED} is about invented people`)
  }
  return planCalls({
    type,
    count: calls,
    employee: values.employee ?? null,
    effective: values.future === true ? 'future' : 'current',
    seed: randomInt(SEEDS),
    now: Date.now(),
  })
}

/** Refuses options without effect. */
function refuse(
  values: SendGiven['values'],
  names: readonly (keyof SendGiven['values'])[],
  why: string,
): void {
  const given = names.find((name) => values[name] !== undefined)
  if (given !== undefined) throw wrongArguments(`--${given}: ${why}`)
}

function endpointOf({ values }: SendGiven, config: Config): string {
  const url = addressOf(values, config)
  if (url.pathname === '/') url.pathname = config.ingestPaths[0] ?? '/'
  const { company } = values
  if (company === undefined) return url.href
  if (!COMPANY.test(company)) {
    throw wrongArguments('--company: expected up to 64 letters, digits, dots, dashes, underscores')
  }
  return `${url.href.replace(/\/$/, '')}/${company}`
}

/** @returns null = the option is not set */
function wholeNumber(
  option: string,
  text: string | undefined,
  min: number,
  max: number,
): number | null {
  if (text === undefined) return null
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= min && number <= max) return number
  throw wrongArguments(`${option}: expected a whole number from ${min} to ${max}`)
}
