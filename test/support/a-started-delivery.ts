import type { StartedWithoutEvent } from '../../lib/store/record/started-delivery.ts'

/** The first attempt of a delivery, for tests that need any. */
export const aStartedDelivery: StartedWithoutEvent = {
  messageId: 'm',
  ordinal: 0,
  handlerId: 1,
  run: 0,
  edit: 0,
  subjectId: '1',
  attempt: 1,
  countedAttempts: 0,
  abandoned: 0,
  late: false,
  lease: '1',
  probe: false,
  hasNext: false,
  company: null,
  correlationId: 'c',
  traceparent: null,
  receivedAt: new Date(0),
}
