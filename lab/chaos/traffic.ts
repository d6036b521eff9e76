import type { SeededRandom } from '../../lib/local/connector/seeded-random.ts'
import { soapMessage } from '../../test/support/soap-message.ts'

export interface PlannedCall {
  readonly eventIds: readonly string[]
  readonly body: string
}

const EMPLOYEES = 60
/** employees of whom a handler turns some events down */
const TURNED_DOWN = 6
const TURNED_DOWN_SHARE = 0.05

/** What SuccessFactors sends: one to three events of a few employees, so that their lanes fill up. */
export function planCall(random: SeededRandom): PlannedCall {
  const events = Array.from({ length: random.integer(1, 3) }, () => {
    const number = random.integer(1, EMPLOYEES)
    const marked = number <= TURNED_DOWN && random.chance(TURNED_DOWN_SHARE)
    return { eventId: `${marked ? 'reject-' : ''}${random.uuid()}`, userId: `1${number}` }
  })
  return { eventIds: events.map(({ eventId }) => eventId), body: soapMessage(events) }
}
