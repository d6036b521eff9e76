import type { OperatorResult } from '../../lib/store/actions/act-on-locked.ts'
import { notFound, RequestRefusal } from './request-refusal.ts'

type Refusal = Exclude<OperatorResult, 'done'>

/** What to do instead, for each reason why an action does nothing. */
const SENTENCES: Readonly<Record<Exclude<Refusal, 'not_found'>, string>> = {
  running:
    'expected a delivery that no instance runs, an attempt is running: wait for its end; if its instance is gone, wait until its lease has ended',
  not_failed:
    'expected a delivery that has failed, this one has not: release one that waits for a retry, re-run one that is done',
  no_longer_in_lane:
    'expected a delivery that holds its place in its lane, this one gave its turn up when it failed: re-run it instead',
  not_done:
    'expected a delivery that is done, this one is not: replay it if it has failed, else wait for it',
  already_open:
    'expected a delivery all runs of which are done, one is not: replay it if it has failed, else wait for its end',
  already_done:
    'expected a delivery that is not done, nothing is left to cancel: re-run it to run it again',
  not_scheduled:
    'expected a delivery that waits for a date or a retry, this one does not: it runs when its turn comes, or is replayed',
  event_unreadable:
    'expected an event that can be read, the body of its message is gone or cannot be decoded any more: skip or cancel the delivery',
}

/** The answer to an action that a delivery's state does not allow. */
export function refusedAction(refusal: Refusal): RequestRefusal {
  if (refusal === 'not_found') return notFound('a delivery')
  return new RequestRefusal(409, refusal, SENTENCES[refusal])
}
