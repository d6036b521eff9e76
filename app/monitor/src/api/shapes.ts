import type { z } from 'zod'
import type { eventChanges } from '../../../../lib/api/action-bodies.ts'
import type * as actions from '../../../../lib/api/actions.ts'
import type { StoredError as Stored } from '../../../../lib/api/attempt-records.ts'
import type { pageSchema } from '../../../../lib/api/named.ts'
import type * as operated from '../../../../lib/api/operated.ts'
import type * as records from '../../../../lib/api/records.ts'
import type * as refusals from '../../../../lib/api/refusal.ts'
import type { Json } from './json.ts'

export type {
  DeliveryActionKind,
  DeliveryState,
  MessageStatus,
} from '../../../../lib/api/states.ts'

// The service defines the shapes of its answers. The type check fails if the pages do not match a
// change.

export type Message = Json<z.output<typeof records.message>>
export type ListedMessage = Json<z.output<typeof records.listedMessage>>
export type MessageDetail = Json<z.output<typeof operated.messageDetail>>
export type EventRecord = Json<z.output<typeof records.event>>
export type MessageEvent = MessageDetail['events'][number]
export type EventContent = Json<z.output<typeof records.content>>
export type Delivery = Json<z.output<typeof records.delivery>>
export type DeliveryDetail = Json<z.output<typeof operated.deliveryDetail>>
export type Attempt = Json<z.output<typeof records.attempt>>
export type AttemptDetail = Json<z.output<typeof records.attemptDetail>>
export type OutboundCall = AttemptDetail['calls'][number]
export type Touch = MessageDetail['actions'][number]
export type IdHit = Json<z.output<typeof operated.idHits>>['items'][number]
export type Lane = Json<z.output<typeof operated.lane>>
export type Subject = Json<z.output<typeof records.subject>>
export type SubjectEntry = Json<z.output<typeof operated.subjectEntry>>
export type SubjectDetail = Json<z.output<typeof operated.subjectDetail>>
export type Handler = Json<z.output<typeof operated.handler>>
export type Refusal = Json<z.output<typeof refusals.refusal>>
export type Action = Json<z.output<typeof actions.action>>
export type Authors = Json<z.output<typeof actions.authors>>
export type ActionItem = Json<z.output<typeof actions.actionItem>>
export type EditChanges = Json<z.output<typeof actions.editChanges>>
export type Started = Json<z.output<typeof actions.started>>
export type MissedTypes = Json<z.output<typeof actions.missedTypes>>
export type RepairPreview = Json<z.output<typeof operated.repairPreview>>
export type Done = Json<z.output<typeof actions.done>>

export type EventChanges = Json<z.input<typeof eventChanges>>
export type NamedValue = EventContent['keys'][number]

export type Page<Item> = Omit<Json<z.output<ReturnType<typeof pageSchema>>>, 'items'> & {
  readonly items: readonly Item[]
}

export type Count = NonNullable<Page<never>['count']>

export type DeliveryKey = Pick<Delivery, 'messageId' | 'ordinal' | 'handler' | 'run'>

export type { LogLine } from '../../../../lib/api/attempt-records.ts'

/** An older version may have stored less. */
export type StoredError = Partial<Stored>

/** The options in a handler's definition. */
export interface HandlerDefinition {
  readonly on?: readonly string[]
  readonly retry?: {
    readonly attempts: number
    readonly firstDelayMs: number
    readonly maxDelayMs: number
  }
  readonly onFailure?: 'park' | 'skip'
  readonly timeoutMs?: number
  readonly concurrency?: number
  readonly totalConcurrency?: number | null
  readonly rateLimit?: { readonly attempts: number; readonly perMs: number } | null
  readonly meanwhile?: 'wait' | 'overtake' | null
  readonly formerly?: readonly string[]
}
