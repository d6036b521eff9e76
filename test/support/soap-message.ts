import { randomUUID } from 'node:crypto'

export interface SoapEvent {
  readonly eventId?: string
  readonly userId?: string
  readonly publishedAt?: number
  readonly startDate?: string
  /** further params, such as a name */
  readonly params?: Readonly<Record<string, string>>
}

export const HIRE = 'com.successfactors.Employment.AssignmentInformation.Hire'

/** A V2 message as SuccessFactors sends it; every event is new unless an eventId is given. */
export function soapMessage(events: readonly SoapEvent[], type = HIRE): string {
  const parts = events.map(
    ({
      eventId = randomUUID(),
      userId = '20001',
      publishedAt,
      startDate = '2026-01-01',
      params = {},
    }) =>
      `<ns3:event><ns3:eventId>${eventId}</ns3:eventId><ns3:entityType>EmpJob</ns3:entityType>` +
      `<ns3:effectiveStartDate>${startDate}</ns3:effectiveStartDate>` +
      (publishedAt === undefined ? '' : `<ns3:publishedAt>${publishedAt}</ns3:publishedAt>`) +
      `<ns3:entityKeys><ns3:entityKey><name>userId</name><value>${userId}</value></ns3:entityKey>` +
      `<ns3:entityKey><name>startDate</name><value>${startDate}</value></ns3:entityKey></ns3:entityKeys>` +
      `<ns3:params>${param('personIdExternal', `P${userId}`)}` +
      Object.entries(params)
        .map(([name, value]) => param(name, value))
        .join('') +
      '</ns3:params>' +
      '</ns3:event>',
  )
  return (
    '<?xml version="1.0" ?><S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>' +
    '<ns3:ExternalEvent xmlns:ns3="http://notification.event.successfactors.com"><ns3:externalEventMeta>' +
    `<ns3:externalEventId>${randomUUID()}</ns3:externalEventId><ns3:type>${type}</ns3:type>` +
    '<ns3:publishedAt>1790000000000</ns3:publishedAt></ns3:externalEventMeta>' +
    `<ns3:events>${parts.join('')}</ns3:events></ns3:ExternalEvent></S:Body></S:Envelope>`
  )
}

function param(name: string, value: string): string {
  return `<ns3:param><name>${name}</name><value>${value}</value></ns3:param>`
}
