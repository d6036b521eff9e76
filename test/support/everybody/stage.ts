import { type HandlerDefinition, reject } from '../../../lib/handler.ts'
import { type MonitorBed, openMonitorBed } from '../monitor-bed.ts'
import { HIRE } from '../soap-message.ts'

const LATER = 'test.Later'
const DAY_MS = 86_400_000

const directory: HandlerDefinition = {
  on: HIRE,
  run: (event) => {
    if (event.key('userId') === '4711') reject('expected a costCenter, the event has none')
  },
}

/** A service with something to show in every view, and something to do in every dialog. */
export interface EverybodyStage {
  readonly bed: MonitorBed
  /** a message that failed for the handler `directory` */
  readonly failed: string
  readonly undecodable: string
  /** a message of another sender, which no handler got */
  readonly discarded: string
  /** the employee of the failed message */
  readonly employee: string
  /** a finished action */
  readonly action: string
}

export async function openEverybodyStage(): Promise<EverybodyStage> {
  const bed = await openMonitorBed(
    {
      journal: { on: HIRE, run: () => undefined },
      directory,
      calendar: {
        on: LATER,
        meanwhile: 'overtake',
        startAt: () => new Date(Date.now() + 30 * DAY_MS),
        run: () => undefined,
      },
    },
    { TYPE_SENDERS: JSON.stringify([{ type: 'test.Other', sender: 'Event Hub' }]) },
  )
  await bed.operate('/handlers/journal/actions/hold', { comment: 'the disk is full' })
  await bed.send('10001')
  const failed = await bed.send('4711')
  await bed.send('4711')
  await bed.sendAs(LATER, '4711')
  const discarded = await bed.sendAs('test.Other', '10002')
  const undecodable = await post(bed, '<broken', await bed.token())
  await post(bed, '', 'a.b.c')
  await bed.found(1, `select from lane where status = 'parked'`)
  await bed.found(1, `select from delivery where state = 'scheduled'`)
  await reveal(bed, failed)
  const [person] = await bed.rows<{ id: string }>(
    'select subject_id::text as id from event where message_id = $1',
    failed,
  )
  const [action] = await bed.rows<{ id: string }>(`select id from action where kind = 'hold'`)
  return {
    bed,
    failed,
    undecodable,
    discarded,
    employee: person?.id ?? '',
    action: action?.id ?? '',
  }
}

async function post(bed: MonitorBed, body: string, token: string): Promise<string> {
  const answer = await fetch(`${bed.instance.url}/http/successfactors/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/xml' },
    body,
  })
  return answer.headers.get('sap_messageprocessinglogid') ?? ''
}

async function reveal(bed: MonitorBed, message: string): Promise<void> {
  await fetch(`${bed.instance.url}/operations/v1/messages/${message}?reveal=true`, {
    headers: { authorization: `Bearer ${await bed.token('operator')}` },
  })
}
