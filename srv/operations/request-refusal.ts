import type { Mistake } from '../../lib/api/error.ts'
import { type ErrorCode, ReceiverError } from '../../lib/errors.ts'

/** The operations API refuses a request. */
export class RequestRefusal extends ReceiverError {
  readonly status: number
  readonly details: readonly Mistake[] | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(
    status: 400 | 404 | 409 | 410 | 413 | 415 | 429 | 503,
    code: ErrorCode,
    message: string,
    details?: readonly Mistake[],
    retryAfterSeconds?: number,
  ) {
    super(code, message)
    this.status = status
    this.details = details
    this.retryAfterSeconds = retryAfterSeconds
  }
}

export function notFound(what: string): RequestRefusal {
  return new RequestRefusal(
    404,
    'not_found',
    `expected ${what} that is stored, found none: look it up in its list; it may have been deleted`,
  )
}

export function bodyUnreadable(): RequestRefusal {
  return new RequestRefusal(
    410,
    'body_unreadable',
    'expected a readable body, a key of this one is destroyed because a person in it was forgotten: read the message for the events of other persons',
  )
}

export function routeNotFound(): RequestRefusal {
  return new RequestRefusal(
    404,
    'not_found',
    'expected a method and path of /operations/v1/openapi.json, found none: correct the address',
  )
}

/** Why the current state does not allow a request, and what to do instead. */
const CONFLICTS = {
  running:
    'expected a delivery without a running attempt: wait for the end of the attempt or of its lease',
  not_failed:
    'expected a failed delivery, this one has not failed: release it if it waits for a retry, re-run it if it is finished',
  no_longer_in_lane:
    'expected a delivery that holds its place in its lane, this one left the lane when it failed: re-run it',
  not_done:
    'expected a finished delivery, this one is not finished: replay it if it has failed, else wait for it',
  already_open:
    'expected a delivery whose runs are all finished, one is not: replay that run if it has failed, else wait for it',
  already_done: 'expected an unfinished delivery, this one is finished: re-run it to run it again',
  edited_meanwhile:
    'expected the event that the request is based on, another user has edited it since: read the delivery again, then decide',
  rerun_meanwhile:
    'expected the latest run that the request is based on, another user has run the delivery again since: look at that run, then decide',
  not_scheduled:
    'expected a delivery that waits for a date or a retry, this one does not: it runs when its turn comes, or after a replay',
  forgotten:
    'expected an event of a person that is not forgotten: nothing of this one can run again',
  event_unreadable:
    'expected a readable event, the body of its message was deleted or cannot be decoded: skip or cancel the delivery',
  audit_entry:
    'expected a delivery of an event, this one is an entry of the audit log, which nobody can change or leave out: replay it if it has failed',
  erasure_notice:
    'expected a delivery of an event, this one notifies a handler of an erasure: replay, skip or cancel it if it has failed',
  action_ended: 'action already finished or stopping; completed items stay done',
  already_held: 'expected a running handler, this one is held already: resume it to let it run',
  held_again:
    'expected the hold that the request is based on, another user has held the handler again since: read its reason, then decide',
  not_held: 'expected a handler on hold, this one is not: an open circuit breaker closes by itself',
  not_all_held:
    'expected handlers that were put on hold all at once, found none: resume a handler that was held by itself by its name',
  handler_retired:
    'expected a handler of a running instance, no instance has this one: deploy it again first',
  not_discarded:
    'expected a message with events that were discarded because another sender counts, found none: they may be handed over already',
  not_undecodable:
    'expected an undecodable message, this one was decoded: replay or re-run its deliveries instead',
  already_forgotten:
    'expected a subject that is not being forgotten, this one is, or was: see its action in the history',
  not_forgettable:
    'expected a person or record, this subject is the order of a handler: forget the person of its events',
  legal_hold_exists:
    'expected a subject without a legal hold, this one has a hold or is being forgotten',
  no_legal_hold: 'expected a subject with a legal hold, this one has none',
  report_pending: 'expected a finished erasure, this one still runs: try again when it has ended',
} as const satisfies Partial<Record<ErrorCode, string>>

export function conflict(code: keyof typeof CONFLICTS): RequestRefusal {
  return new RequestRefusal(409, code, CONFLICTS[code])
}

export function stillUndecodable(errorCode: string | null | undefined): RequestRefusal {
  return new RequestRefusal(
    409,
    'still_undecodable',
    `expected a readable body, decoding failed again (${errorCode ?? 'the body was deleted'}): repair it, or let the sender send it again`,
  )
}
