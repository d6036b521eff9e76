import { type ApiError, asApiError } from '../api/api-error.ts'
import { deliveryPath } from '../api/paths.ts'
import { addressOf, askJson, getJson, postJson } from '../api/request.ts'
import type {
  Action,
  DeliveryActionKind,
  DeliveryKey,
  Done,
  EventChanges,
  MissedTypes,
  RepairPreview,
  Started,
} from '../api/shapes.ts'
import type { RepairChanges } from './repair-changes.ts'

/** The operator's input for an action, besides its target. */
export interface Wish {
  readonly comment: string
  readonly event?: EventChanges
  /** `edit` of the delivery that the user saw */
  readonly edit?: number
  /** `latestRun` of the delivery that the user saw */
  readonly latestRun?: number
  /** the hold that the user saw */
  readonly hold?: string
}

/** Actions on many items at once. */
export type ManyKind =
  | Extract<DeliveryActionKind, 'replay' | 'skip' | 'rerun'>
  | 'backfill'
  | 'skip-waiting'
  | 'decode'

/** The filter of an action, in the words of the API. */
export type ManyFilter = Readonly<Record<string, unknown>>

/** An action request for many items: its address and its filter. */
export interface ManyTarget {
  readonly path: string
  readonly filter: ManyFilter
  /** the hold that the user saw */
  readonly hold?: string
}

export function actOnOne(kind: DeliveryActionKind, key: DeliveryKey, wish: Wish): Promise<Done> {
  return postJson<Done>(addressOf(`${deliveryPath(key)}/actions/${kind}`), bodyOf(wish))
}

export function actOnHandler(kind: 'hold' | 'resume', handler: string, wish: Wish): Promise<Done> {
  const path = `/handlers/${encodeURIComponent(handler)}/actions/${kind}`
  return postJson<Done>(addressOf(path), bodyOf(wish))
}

export function actOnAllHandlers(kind: 'hold' | 'resume', wish: Wish): Promise<Done> {
  return postJson<Done>(addressOf(`/handlers/actions/${kind}`), bodyOf(wish))
}

/** Counts the events of a backfill by type; changes nothing. */
export function previewBackfill(
  handler: string,
  filter: ManyFilter,
  signal: AbortSignal,
): Promise<MissedTypes> {
  const path = `/handlers/${encodeURIComponent(handler)}/actions/preview-backfill`
  return askJson<MissedTypes>(addressOf(path), { filter }, signal)
}

/** Cancels the deliveries that wait for a held handler, and then resumes it. */
export const skipWaiting = (handler: string, hold: string | undefined): ManyTarget => ({
  ...(hold !== undefined && { hold }),
  path: `/handlers/${encodeURIComponent(handler)}/actions/skip-waiting`,
  filter: {},
})

export function decodeAgain(messageId: string, wish: Wish): Promise<Done> {
  return postJson<Done>(addressOf(`/messages/${messageId}/actions/decode`), bodyOf(wish))
}

export function handOver(messageId: string, wish: Wish): Promise<Done> {
  return postJson<Done>(addressOf(`/messages/${messageId}/actions/hand-over`), bodyOf(wish))
}

/** A dry run: decodes the repaired form and changes nothing. */
export function previewRepair(
  messageId: string,
  changes: RepairChanges,
  reveal: boolean,
): Promise<RepairPreview> {
  const body = reveal ? { ...changes, reveal } : changes
  return askJson<RepairPreview>(addressOf(`/messages/${messageId}/actions/preview-repair`), body)
}

export function repair(messageId: string, changes: RepairChanges, wish: Wish): Promise<Done> {
  const body = { ...changes, ...bodyOf(wish) }
  return postJson<Done>(addressOf(`/messages/${messageId}/actions/repair`), body)
}

export const manyDeliveries = (kind: DeliveryActionKind, filter: ManyFilter): ManyTarget => ({
  path: `/deliveries/actions/${kind}`,
  filter,
})

/** Counts the items that the action would affect now. */
export async function countMany(
  targets: readonly ManyTarget[],
  comment: string,
  signal: AbortSignal,
): Promise<Started> {
  const counts = await Promise.all(
    targets.map(({ path, filter }) =>
      askJson<Started>(addressOf(path), { filter, comment, dryRun: true }, signal),
    ),
  )
  return {
    actionId: null,
    matched: counts.reduce((sum, { matched }) => sum + matched, 0),
    atLeast: counts.some(({ atLeast }) => atLeast),
  }
}

/** The started and the failed requests of an action. One failure does not stop the others. */
export interface StartedMany {
  /** ids under which the instances process it */
  readonly ids: readonly string[]
  readonly missed: readonly ManyTarget[]
  /** error of the first failed request */
  readonly error: ApiError | undefined
}

export async function startMany(targets: readonly ManyTarget[], wish: Wish): Promise<StartedMany> {
  const results = await Promise.allSettled(
    targets.map(({ path, filter, hold }) =>
      postJson<Started>(addressOf(path), { filter, ...(hold && { hold }), ...bodyOf(wish) }),
    ),
  )
  const failed = results.find((result) => result.status === 'rejected')
  return {
    ids: results
      .map((result) => (result.status === 'fulfilled' ? result.value.actionId : null))
      .filter((id) => id !== null),
    missed: targets.filter((_target, at) => results[at]?.status === 'rejected'),
    error: failed && asApiError(failed.reason),
  }
}

/** Marks the cause of a refusal as seen, up to this refusal. */
export function markSeen(refusalId: string): Promise<unknown> {
  return postJson(addressOf(`/refusals/${refusalId}/actions/seen`), {})
}

export function readAction(id: string, signal?: AbortSignal): Promise<Action> {
  return getJson<Action>(addressOf(`/actions/${id}`), signal)
}

export function stopAction(id: string): Promise<unknown> {
  return postJson(addressOf(`/actions/${id}/actions/stop`), {})
}

function bodyOf({ comment, event, edit, latestRun, hold }: Wish) {
  return {
    ...(comment.trim() === '' ? {} : { comment: comment.trim() }),
    ...(event === undefined ? {} : { event }),
    ...(edit === undefined ? {} : { edit }),
    ...(latestRun === undefined ? {} : { latestRun }),
    ...(hold === undefined ? {} : { hold }),
  }
}
