import { createRandom } from '../../lib/local/connector/seeded-random.ts'
import { fetchToken } from '../../test/support/fetch-token.ts'
import { soapMessage } from '../../test/support/soap-message.ts'
import { type PacedLoad, startPacedLoad } from '../chaos/paced-load.ts'
import type { Stage } from './stage.ts'

/** Messages of one event through the router, at a steady pace, each employee's again and again. */
export async function startLoad(
  { authorizationServer, router }: Stage,
  perSecond: number,
  employees: number,
): Promise<PacedLoad> {
  const random = createRandom(perSecond)
  return startPacedLoad({
    urls: [router.url],
    token: await fetchToken(authorizationServer, 'successfactors'),
    perSecond,
    random,
    plan() {
      const eventId = random.uuid()
      const userId = `1${random.integer(1, employees)}`
      return { eventIds: [eventId], body: soapMessage([{ eventId, userId }]) }
    },
  })
}
