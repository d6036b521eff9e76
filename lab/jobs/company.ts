import { type SoapEvent, soapMessage } from '../../test/support/soap-message.ts'

export const HIRE = 'com.successfactors.Employment.AssignmentInformation.Hire'
export const TERMINATION = 'com.successfactors.Employment.AssignmentInformation.Termination'

const DAY_MS = 86_400_000

/** The day so many days from now, as `YYYY-MM-DD`. */
export function dayIn(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10)
}

export interface Change {
  readonly type: string
  readonly event: SoapEvent
}

export const hire = (userId: string, costCenter = '4711-0815'): Change => ({
  type: HIRE,
  event: { userId, startDate: dayIn(0), params: { costCenter, firstName: 'Ottilie' } },
})

/** @param inDays the day on which it takes effect, from now */
export const termination = (userId: string, inDays: number): Change => ({
  type: TERMINATION,
  event: { userId, startDate: dayIn(inDays) },
})

/** The messages of a past day. */
interface PastDay {
  readonly daysAgo: number
  readonly changes: readonly Change[]
}

/** Two months of a company: each day has hires, and terminations that are effective or not yet. */
export const PAST: readonly PastDay[] = [45, 25, 12, 3].map((daysAgo, at) => ({
  daysAgo,
  changes: Array.from({ length: 8 }, (_, n) => {
    const userId = String(30_000 + at * 100 + n)
    return n % 2 === 0 ? hire(userId) : termination(userId, n === 1 ? -daysAgo : 20 + n)
  }),
}))

/** Terminations of the last 30 days that take effect in the future. */
export const TO_COME = PAST.filter(({ daysAgo }) => daysAgo < 30)
  .flatMap(({ changes }) => changes)
  .filter(({ type, event }) => type === TERMINATION && (event.startDate ?? '') > dayIn(0)).length

/** Sends a message as SuccessFactors does. @returns its id */
export async function send(
  origin: string,
  token: string,
  { type, event }: Change,
): Promise<string> {
  const answer = await fetch(`${origin}/http/successfactors/events/ACME`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/xml' },
    body: soapMessage([event], type),
  })
  const id = answer.headers.get('sap_messageprocessinglogid')
  if (answer.status === 200 && id !== null) return id
  throw new Error(`expected an acknowledged message, got ${answer.status}: ${await answer.text()}`)
}
