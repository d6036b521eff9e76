import { type Place, places } from '../../encryption/places.ts'
import { keyOfContent } from '../db/open-bodies.ts'

/** A table whose rows may have values that are not encrypted yet. */
export interface ClearTable {
  readonly name: string
  readonly place: Place
  /** the primary key: columns with their types */
  readonly key: readonly (readonly [column: string, type: string])[]
  readonly values: readonly string[]
  /** SQL of the key that seals a row `t`; null = the installation's */
  readonly keyId: string
}

const DELIVERY = [
  ['message_id', 'uuid'],
  ['ordinal', 'int'],
  ['handler_id', 'int'],
  ['run', 'int'],
] as const

/** Messages are encrypted before: their keys are known. */
const OF_EVENT = `(select coalesce(${keyOfContent('e')}, m.key_id) from event e join message m on m.id = e.message_id
  where e.message_id = t.message_id and e.ordinal = t.ordinal)`

/** All tables but those of subjects and messages, in the order in which they are encrypted. */
export const CLEAR_TABLES: readonly ClearTable[] = [
  {
    name: 'attempt',
    place: places.attempt,
    key: [...DELIVERY, ['number', 'int']],
    values: ['error', 'log', 'calls'],
    keyId: OF_EVENT,
  },
  {
    name: 'effect',
    place: places.effect,
    key: [...DELIVERY, ['edit', 'int'], ['name', 'text']],
    values: ['result'],
    keyId: OF_EVENT,
  },
  {
    name: 'edited_event',
    place: places.editedEvent,
    key: [...DELIVERY, ['edit', 'int']],
    values: ['body'],
    keyId: OF_EVENT,
  },
  { name: 'delivery', place: places.delivery, key: DELIVERY, values: ['comment'], keyId: OF_EVENT },
  {
    name: 'action',
    place: places.action,
    key: [['id', 'uuid']],
    values: ['comment', 'changes'],
    keyId: 'null::uuid',
  },
]
