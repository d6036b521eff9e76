import type { DeliveryActionKind } from '../../lib/states.ts'
import type { Role } from './instance.ts'

/**
 * How the commit of a recording ends for its instance. `lost` and `crashed`: it succeeds, and the instance
 * loses the answer, or dies before anything runs. `not sent`: it never reaches the database.
 */
export type RecordOutcome = 'answered' | 'lost' | 'not sent' | 'crashed'

/** The next step. Small numbers select among the existing objects. */
export type Step =
  | {
      readonly kind: 'record'
      readonly instance: number
      readonly subjects: number[]
      /** free slots of each handler */
      readonly slots: number
      readonly outcome: RecordOutcome
    }
  /** an instance writes a message again whose commit had an unknown outcome */
  | { readonly kind: 'retry'; readonly which: number; readonly slots: number }
  /** several instances record for one employee at once, while claims go on */
  | { readonly kind: 'race'; readonly subject: number; readonly messages: number }
  | { readonly kind: 'claim'; readonly instance: number }
  /** an instance claims while another transaction has the lanes of a person locked, and once more after it */
  | { readonly kind: 'claim around'; readonly instance: number; readonly subject: number }
  | {
      readonly kind: 'settle'
      readonly which: number
      readonly end: 'completed' | 'failed' | 'rejected' | 'released'
      readonly startNext: boolean
      /** it is committed, but the instance gets no answer */
      readonly answerLost: boolean
    }
  /** an instance asks what became of a settlement whose answer was lost */
  | { readonly kind: 'ask'; readonly which: number }
  /** a process dies, or freezes and continues later: other processes take its deliveries over */
  | { readonly kind: 'freeze'; readonly instance: number }
  /** a process dies and another one starts in its place */
  | { readonly kind: 'crash'; readonly instance: number }
  | { readonly kind: 'join'; readonly role: Role; readonly isOld: boolean }
  | { readonly kind: 'leave'; readonly instance: number }
  /** an instance is replaced by one of the newest version */
  | { readonly kind: 'upgrade'; readonly instance: number }
  | { readonly kind: 'wait'; readonly hours: number }
  | { readonly kind: 'act'; readonly action: DeliveryActionKind; readonly which: number }
  | { readonly kind: 'hold'; readonly handler: number }
  | { readonly kind: 'release due' }
  | { readonly kind: 'newcomer' }
  /** a person is forgotten, and erasures that waited for running deliveries go on */
  | { readonly kind: 'forget'; readonly subject: number }
  | { readonly kind: 'fan out' }
  | { readonly kind: 'backfill'; readonly handler: number }
