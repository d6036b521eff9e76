import type { KnownEventType } from '../events/catalogue.ts'
import type { HandlerEvent } from '../events/handler-event.ts'
import { anEvent, type EventValues } from './an-event.ts'

/** An invented person, the same in every event. */
const USER_ID = '20001'
const PERSON = {
  personIdExternal: '20001',
  perPersonUuid: '0a1b2c3d4e5f60718293a4b5c6d7e8f9',
}

/** A hire as SuccessFactors sends it; values given replace or, as null, take out. */
export const aHire = builder('com.successfactors.Employment.AssignmentInformation.Hire', {
  effectiveStartDate: '2026-01-01',
  keys: { userId: USER_ID, startDate: '2026-01-01', seqNumber: '1' },
  params: PERSON,
})

/** The same person is employed again. */
export const aRehire = builder('com.successfactors.Employment.AssignmentInformation.ReHire', {
  effectiveStartDate: '2026-07-01',
  keys: { userId: USER_ID, startDate: '2026-07-01', seqNumber: '1' },
  params: PERSON,
})

/** The person leaves. */
export const aTermination = builder(
  'com.successfactors.Employment.AssignmentInformation.Termination',
  {
    effectiveStartDate: '2026-04-01',
    keys: { seqNumber: '1', userId: USER_ID },
  },
)

/**
 * The person gets another manager. Of this type no more than the name is known: its keys and its
 * parameter are those that the local connector sends.
 */
export const aManagerChange = builder(
  'com.successfactors.Employment.JobInformation.ManagerChanged',
  {
    effectiveStartDate: '2026-02-01',
    keys: { userId: USER_ID, startDate: '2026-02-01', seqNumber: '2' },
    params: { managerId: '10005' },
  },
)

type EventBuilder = (values?: Omit<EventValues, 'type'>) => HandlerEvent

function builder(type: KnownEventType, usual: EventValues): EventBuilder {
  return (values = {}) =>
    anEvent({
      eventId: '6f1c2a34-0000-4000-8000-000000000001',
      publishedAt: '1767254400000',
      publishedBy: '10005',
      ...usual,
      ...values,
      type,
      keys: { ...usual.keys, ...values.keys },
      params: { ...usual.params, ...values.params },
    })
}
