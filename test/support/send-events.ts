import request from 'supertest'
import { HIRE, type SoapEvent, soapMessage } from './soap-message.ts'

/** Sends one message as SuccessFactors does. @returns its id, once it is acknowledged */
export async function sendEvents(
  { url }: { readonly url: string },
  token: string,
  events: readonly (SoapEvent | string)[],
  type = HIRE,
  company = 'ACME',
): Promise<string> {
  const given = events.map((event) => (typeof event === 'string' ? { userId: event } : event))
  const answer = await request(url)
    .post(`/http/successfactors/events/${company}`)
    .set('Authorization', `Bearer ${token}`)
    .set('Content-Type', 'text/xml')
    .send(soapMessage(given, type))
    .expect(200)
  return answer.headers.sap_messageprocessinglogid as string
}
