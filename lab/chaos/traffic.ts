import type { SeededRandom } from '../../lib/local/connector/seeded-random.ts'
import { type SoapEvent, soapMessage } from '../../test/support/soap-message.ts'

export interface PlannedCall {
  readonly eventIds: readonly string[]
  readonly body: string
}

/** The employee of an event. */
export type Described = Pick<SoapEvent, 'userId' | 'params'>

const EMPLOYEES = 60
/** employees with some events that a handler rejects */
const TURNED_DOWN = 6
const TURNED_DOWN_SHARE = 0.05
/** It opens no new key for a forgotten person. */
const TYPE = 'com.example.Changed'

/**
 * A call of SuccessFactors: one to three events of few employees, so that their lanes fill up.
 * @param describe the employee of this number, for an event of this id
 */
export function planCall(
  random: SeededRandom,
  describe: (number: number, eventId: string) => Described = (number) => ({ userId: `1${number}` }),
): PlannedCall {
  const events = Array.from({ length: random.integer(1, 3) }, () => {
    const number = random.integer(1, EMPLOYEES)
    const marked = number <= TURNED_DOWN && random.chance(TURNED_DOWN_SHARE)
    const eventId = `${marked ? 'reject-' : ''}${random.uuid()}`
    return { eventId, ...describe(number, eventId) }
  })
  return { eventIds: events.map(({ eventId }) => eventId), body: soapMessage(events, TYPE) }
}
