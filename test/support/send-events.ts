import request from 'supertest'
import { HIRE, type SoapEvent, soapMessage } from './soap-message.ts'

/** One call of SuccessFactors. */
export function postEvents(url: string, token: string, body: string, path: string): request.Test {
  return request(url)
    .post(path)
    .set('Authorization', `Bearer ${token}`)
    .set('Content-Type', 'text/xml')
    .send(body)
}

/** Sends one message as SuccessFactors does. @returns its id, once it is acknowledged */
export async function sendEvents(
  { url }: { readonly url: string },
  token: string,
  events: readonly (SoapEvent | string)[],
  type = HIRE,
  company = 'ACME',
): Promise<string> {
  const given = events.map((event) => (typeof event === 'string' ? { userId: event } : event))
  const path = `/http/successfactors/events/${company}`
  const answer = await postEvents(url, token, soapMessage(given, type), path).expect(200)
  return answer.headers.sap_messageprocessinglogid as string
}
