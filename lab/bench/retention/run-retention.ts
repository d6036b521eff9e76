import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { circumstances } from '../report/circumstances.ts'
import { table } from '../report/markdown-table.ts'
import { openStage, type Stage } from '../stage/open-stage.ts'
import { type CallTimes, measureRetention, type RetentionFigures } from './measure-retention.ts'

/** `npm run bench:retention`: deletes a month of messages while calls come. */
async function runRetention(stage: Stage, messages: number): Promise<void> {
  const [load = 0] = loadavg()
  const facts = await circumstances(stage.settings, load)
  const figures = await measureRetention(stage, messages)
  console.log(`\n${facts.join('\n')}\n\n${report(figures)}\n`)
}

function report(figures: RetentionFigures): string {
  const { deleted, messageSeconds, passSeconds, walBytes, load } = figures
  const mb = (bytes: number) => `${Math.round(bytes / 1e6)} MB`
  const ms = (value: number) => value.toFixed(1)
  const calls = ({ p50Ms, p99Ms, worstP99Ms }: CallTimes) =>
    `${ms(p50Ms)} / ${ms(p99Ms)} / ${ms(worstP99Ms)} ms`
  return table(
    ['measurement', 'value'],
    [
      ['deleted messages', deleted.toLocaleString('en')],
      ['time, and per second', perSecond(messageSeconds, deleted)],
      ['time of the whole pass', `${passSeconds.toFixed(0)} s`],
      ['write-ahead log per message', `${(walBytes / deleted / 1_000).toFixed(1)} KB`],
      ['calls before: p50, p99, worst p99 of a span', calls(figures.before)],
      ['calls during: p50, p99, worst p99 of a span', calls(figures.during)],
      ['database before', mb(figures.fullBytes)],
      ['database after the deletion and VACUUM', mb(figures.vacuumedBytes)],
      ['database with as many messages again', mb(figures.refilledBytes)],
      ['cores: busy', `${Math.round((1 - load.idle) * 100)} %`],
    ],
  )
}

function perSecond(seconds: number, deleted: number): string {
  return `${seconds.toFixed(0)} s, ${Math.round(deleted / seconds).toLocaleString('en')} a second`
}

const { values } = parseArgs({ options: { messages: { type: 'string', default: '200000' } } })
const stage = await openStage()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stage.close().finally(() => process.exit(130)))
}
await runRetention(stage, Number(values.messages)).finally(stage.close)
