import { z } from 'zod'
import {
  defineHandler,
  type EmpJob,
  type HandlerEvent,
  type KnownEventType,
  type Row,
  reject,
  type User,
} from '#handler'

/** Code that must compile, and code that must not. `npm run types` checks this file; nothing runs it. */

const HIRE = 'com.successfactors.Employment.AssignmentInformation.Hire'
const TERMINATION = 'com.successfactors.Employment.AssignmentInformation.Termination'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
/** Compiles only where both types are the same. */
function isType<Expected>() {
  return <Actual>(_value: Actual, _same: Same<Actual, Expected>) => undefined
}

export const knownType = defineHandler({
  on: HIRE,
  orderBy: (event) => event.key('userId'),
  run(event) {
    isType<typeof HIRE>()(event.type, true)
    isType<string>()(event.key('userId'), true)
    isType<string>()(event.param('perPersonUuid'), true)
    isType<string | null>()(event.key('other'), true)
    isType<string>()(event.value('startDate'), true)
    isType<string>()(event.value('personIdExternal'), true)
    isType<string | null>()(event.value('other'), true)
    // A name that is only known while it runs.
    const name: string = event.entityType ?? ''
    isType<string | null>()(event.key(name), true)
    return takesAnyEvent(event)
  },
})

export const list = defineHandler({
  on: [HIRE, TERMINATION, 'com.example.Own'],
  run(event) {
    isType<typeof HIRE | typeof TERMINATION | 'com.example.Own'>()(event.type, true)
    // Not every type of the list has it.
    isType<string | null>()(event.key('userId'), true)
    if (event.type === 'com.example.Own') return event.key('userId') ?? reject('nobody')
    isType<string>()(event.key('userId'), true)
    isType<string | null>()(event.param('personIdExternal'), true)
    if (event.type === HIRE) isType<string>()(event.param('personIdExternal'), true)
    return takesAnyEvent(event)
  },
})

export const both = defineHandler({
  on: [HIRE, TERMINATION],
  run: (event) => isType<string>()(event.key('userId'), true),
})

export const anyOther = defineHandler({
  on: 'com.successfactors.Rewards.SpotAward.Given',
  run: (event) => isType<string | null>()(event.key('userId'), true),
})

export const pattern = defineHandler({
  on: ['com.successfactors.Employment.*', '*'],
  run: (event) => isType<string | null>()(event.key('userId'), true),
})

export const predicate = defineHandler({
  on: (event) => event.company === 'acme' && event.key('userId') !== null,
  run: (event) => isType<HandlerEvent>()(event, true),
})

const wide: string = HIRE
export const wideType = defineHandler({
  on: wide,
  run: (event) => isType<HandlerEvent>()(event, true),
})

export const schema = defineHandler({
  on: HIRE,
  schema: z
    .object({ keys: z.object({ userId: z.coerce.number() }) })
    .transform(({ keys }) => ({ id: keys.userId })),
  run(event) {
    isType<{ id: number }>()(event.data, true)
    isType<string>()(event.key('startDate'), true)
    return takesAnyEvent(event)
  },
})

export const startDate = defineHandler({
  on: HIRE,
  startAt: (event) => (event.effective === 'future' ? new Date(event.key('startDate')) : null),
  meanwhile: 'wait',
  run: () => undefined,
})

export const secrets = defineHandler({
  on: '*',
  start({ secret, binding }) {
    isType<string>()(secret('A'), true)
    isType<Readonly<Record<string, unknown>>>()(binding('mesh'), true)
  },
  run: (_event, { secret, binding }) => [secret('A').length, binding('mesh').host],
})

export const lifecycle = defineHandler({
  on: '*',
  start: async ({ setting, signal }) => fetch(setting('LIST', ''), { signal }),
  stop: async () => undefined,
  run: () => undefined,
})

export const wholeKeys = defineHandler({
  on: HIRE,
  async run(event, { successfactors }) {
    const reader = successfactors()
    const [userId, startDate] = [event.key('userId'), { day: '2027-01-01' }]
    isType<EmpJob | null>()(await reader.get('EmpJob', { userId, startDate, seqNumber: 1 }), true)
    isType<Row | null>()(await reader.get('FOCompany', { externalCode: '1', startDate }), true)
    // Of an entity that is not known here, nor are its keys.
    isType<Row | null>()(await reader.get('cust_Badge', { externalCode: 1, from: startDate }), true)
    const entity: string = event.entityType ?? ''
    isType<Row | null>()(await reader.get(entity, { externalCode: '1' }), true)
  },
})

interface Account {
  readonly id: string
  readonly groups?: readonly string[]
  readonly parent?: Account
}
declare const account: Account

export const effects = defineHandler({
  on: '*',
  async run(_event, { destination, once, successfactors }) {
    isType<string>()(await once('id', () => 'x'), true)
    isType<number | null>()(await once('none', async (): Promise<number | null> => null), true)
    isType<Account>()(await once('fields', () => account), true)
    isType<Account[]>()(await once('list', async () => [account]), true)
    isType<void>()(await once('nothing', async () => {}), true)
    isType<undefined>()(await once('undefined', () => undefined), true)
    isType<EmpJob | null>()(await once('row', async (): Promise<EmpJob | null> => null), true)
    isType<User | null>()(await once('read', () => successfactors().user('7')), true)
    const parsed = await once('parsed', async ({ inDoubt }) => {
      const answer = await destination('x').post('/a', { body: { inDoubt } })
      return (answer.json() as { d: { id: string } }).d.id
    })
    isType<string>()(parsed, true)
    // The value has to be checked before its use.
    const json = await once('json', async () => (await destination('x').post('/a')).json())
    isType<unknown>()(json, true)
  },
})

const known: KnownEventType = HIRE
export const fromCatalogue = defineHandler({ on: known, run: () => undefined })

// @ts-expect-error a type that the catalogue does not know
export const unknown: KnownEventType = 'com.successfactors.Employment.Hire'

defineHandler({
  on: TERMINATION,
  run(event) {
    // @ts-expect-error the catalogue does not know it of a termination, so it may be null
    event.param('personIdExternal').length
    // @ts-expect-error there is data only with a schema
    return event.data
  },
})

function takesAnyEvent(event: HandlerEvent): string | null {
  return event.key('userId')
}
