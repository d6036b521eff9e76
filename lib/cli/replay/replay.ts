import { readConfig } from '../../config/read-config.ts'
import { command, type Given, type Result, wrongArguments } from '../command.ts'
import {
  messageIdOf,
  operationsOf,
  SERVICE_HELP,
  SERVICE_OPTIONS,
} from '../service/service-options.ts'
import { type Action, followAction } from './follow-action.ts'

const HELP = `npm run replay -- <message id> [options]
npm run replay -- --filter <key>=<value> [--filter …] [options]

Tries failed deliveries again, each at its place, with its key and its memory of effects; their lanes
open. It counts them first, then lets the instances work them off and waits until they have. Needs a
client with Monitor and Operate; without --url it is the local operator.

  <message id>                  all of this message that has failed
  --filter <key>=<value>        all that it lets pass: handler, type, company, from, to, reasonCode, cause,
                                … as in GET /operations/v1/deliveries (docs/operations-api.md)
  --handler <name>              of this handler alone
  --rerun                       runs what is done once more in place of what has failed: with a new key,
                                an empty memory, and isReplay
  --comment <words>             kept with the action and shown to everyone with Monitor: no names in it
  --dry-run                     only counts
${SERVICE_HELP}
  --json                        for scripts

Examples
  npm run replay -- 0192f0c1-2b7a-7000-8000-4f1c2d3e4a5b
  npm run replay -- 0192f0c1-2b7a-7000-8000-4f1c2d3e4a5b --handler leaver --rerun
  npm run replay -- --filter handler=directory-account --filter from=2026-11-24T08:00:00Z --dry-run
  npm run replay -- --filter handler=directory-account --comment "the target is back"

Ends with 0; with 1 where the service refused it, or part of it could not be done; with 2 where something is
missing or wrong.`

const OPTIONS = {
  filter: { type: 'string', multiple: true },
  handler: { type: 'string' },
  rerun: { type: 'boolean' },
  comment: { type: 'string' },
  'dry-run': { type: 'boolean' },
  ...SERVICE_OPTIONS,
} as const

interface Counted {
  readonly actionId: string | null
  readonly matched: number
  readonly atLeast: boolean
}

export const replay = command({
  name: 'replay',
  help: HELP,
  options: OPTIONS,
  async run(given, terminal) {
    const { values } = given
    const filter = filterOf(given)
    const config = readConfig()
    const operations = await operationsOf(values, config, terminal.signal)
    const kind = values.rerun === true ? 'rerun' : 'replay'
    const path = `/deliveries/actions/${kind}`
    const counted = (await operations.post(path, { filter, dryRun: true })) as Counted
    // Nothing matches an unknown message either: its route refuses it.
    if (counted.matched === 0 && filter.messageId !== undefined) {
      await operations.get(`/messages/${encodeURIComponent(filter.messageId)}?limit=1`)
    }
    if (values['dry-run'] === true || counted.matched === 0) return countedResult(kind, counted)
    if (!terminal.isJson) terminal.say(`  ${countText(counted)} to ${kind}`)
    const comment = values.comment === undefined ? {} : { comment: values.comment }
    const started = (await operations.post(path, { filter, ...comment })) as Counted
    if (started.actionId === null) return countedResult(kind, started)
    const { actionId, matched } = started
    return endedResult(kind, await followAction(operations, { actionId, matched }, terminal))
  },
})

function filterOf({ values, positionals }: Given<typeof OPTIONS>): Record<string, string> {
  const [messageId, ...others] = positionals
  const filter = readFilter(values.filter ?? [])
  if (others.length > 0) throw wrongArguments('expected one message id; --filter is for many')
  if (messageId === undefined && Object.keys(filter).length === 0) {
    throw wrongArguments('expected a message id, or --filter with what is to be replayed')
  }
  if (messageId !== undefined) {
    if ('messageId' in filter) throw wrongArguments('--filter: expected no messageId beside an id')
    filter.messageId = messageIdOf(messageId)
  }
  if (values.handler !== undefined) {
    if ('handler' in filter) throw wrongArguments('--handler: expected it once, --filter has one')
    filter.handler = values.handler
  }
  return filter
}

type Kind = 'replay' | 'rerun'

function countText({ matched, atLeast }: Counted): string {
  return `${atLeast ? 'at least ' : ''}${matched} ${matched === 1 ? 'delivery' : 'deliveries'}`
}

function countedResult(kind: Kind, counted: Counted): Result {
  const { matched, atLeast } = counted
  const nothing =
    kind === 'replay'
      ? '  no delivery has failed; --rerun runs completed ones again'
      : '  no delivery is completed'
  const lines = [
    matched === 0 ? nothing : `  ${countText(counted)} to ${kind}; nothing was changed`,
  ]
  return {
    exitCode: 0,
    lines,
    json: { kind, actionId: null, matched, atLeast, done: 0, refused: 0 },
  }
}

function endedResult(kind: Kind, action: Action): Result {
  const { id, state, matched, done, refused, errorCode } = action
  const isDone = state === 'finished' && refused === 0
  const asked = kind === 'replay' ? 'tried again' : 'run once more'
  const lines = [
    `  ${done} ${done === 1 ? 'is' : 'are'} ${asked}${refused === 0 ? '' : `, ${refused} refused, because they changed meanwhile`}`,
    ...(state === 'finished'
      ? []
      : [`  the action ${state}${errorCode === null ? '' : `: ${errorCode}`}`]),
    `  action ${id}`,
  ]
  const json = { kind, actionId: id, state, matched, done, refused, errorCode }
  return { exitCode: isDone ? 0 : 1, lines, json }
}

/**
 * A filter of the operations API from `key=value` pairs; the API checks its content. It must not
 * name a person, because shells store arguments.
 */
export function readFilter(pairs: readonly string[]): Record<string, string> {
  const filter = new Map<string, string>()
  for (const [name, value] of pairs.map(readPair)) {
    if (filter.has(name)) throw wrongArguments(`--filter: expected ${name} once, got it twice`)
    filter.set(name, value)
  }
  return Object.fromEntries(filter)
}

function readPair(pair: string): [string, string] {
  const at = pair.indexOf('=')
  const name = pair.slice(0, at)
  if (at < 1 || at === pair.length - 1) {
    throw wrongArguments('--filter: expected key=value, such as handler=directory-account')
  }
  if (name === 'person') {
    throw wrongArguments(
      '--filter: expected no person, since shells keep arguments: use subject=<id>, which the monitor shows',
    )
  }
  return [name, pair.slice(at + 1)]
}
