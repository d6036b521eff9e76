import { employeeMark, messageText, sequenceMark } from '../load/message-template.ts'

/** The content of a filled database: messages of one event each, for each of the handlers. */
export interface Filling {
  readonly handlers: readonly string[]
  /** lanes for each handler; prime to the step in which messages go round them (SUBJECT_STEP) */
  readonly subjects: number
  /** number of the first one: others may be there already */
  readonly firstSubject: number
  /** messages that are done with, from 60 days ago on */
  readonly finished: number
  /** messages whose deliveries wait, the same number in each lane */
  readonly waiting: number
  /** lanes of the last handler that wait for a person */
  readonly parkedLanes: number
  /** lanes of the first handler that wait for a retry */
  readonly retryingLanes: number
  /** number of the first message: fillings of one database follow each other */
  readonly firstSequence: number
}

/** Successive messages go to subjects that are far from each other. */
export const SUBJECT_STEP = 7_919
/** Every so many finished messages one was a repeat, and had no deliveries. */
export const REPEAT_EVERY = 201
/** Every so many finished messages no handler took one. */
export const NO_HANDLER_EVERY = 400

/** A small body: finished messages are not decoded again, so only their number matters. */
const finishedText = `<ExternalEvent xmlns="http://notification.event.successfactors.com"><externalEventMeta><externalEventId>3f0c2a51-77aa-4b1e-9d10-${sequenceMark}</externalEventId><type>com.successfactors.Employment.AssignmentInformation.Termination</type></externalEventMeta><events><event><eventId>8b6d1e94-20cf-4d3a-8e55-${sequenceMark}</eventId><entityType>EmpJob</entityType><entityKeys><entityKey><name>userId</name><value>E${employeeMark}</value></entityKey></entityKeys></event></events></ExternalEvent>`

export const bodies = { finished: finishedText, waiting: messageText } as const
