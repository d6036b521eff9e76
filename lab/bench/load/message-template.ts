/** Messages of one run of the bench: V2 in a SOAP envelope, one event, about 3 KB. */

const SEQUENCE_DIGITS = 12
const EMPLOYEE_DIGITS = 6
const EMPLOYEES = 20_000
export const FIRST_EMPLOYEE = 100_000
/** A prime: successive messages are spread over the employees, and reach each of them once in turn. */
const SPREAD = 7_919

/** Stands where the number of a message comes. */
export const sequenceMark = '#'.repeat(SEQUENCE_DIGITS)
/** Stands where the number of an employee comes. */
export const employeeMark = '@'.repeat(EMPLOYEE_DIGITS)

const keys: readonly [string, string][] = [
  ['userId', `E${employeeMark}`],
  ['startDate', '2026-11-01'],
  ['seqNumber', '1'],
]
const params: readonly [string, string][] = [
  ['personIdExternal', `P${employeeMark}`],
  ['perPersonUuid', `5EA0B1C2D3E4F5061728394A5B${employeeMark}`],
  ['eventReason', 'TERVOLRESIGN'],
  ['company', 'Northwind &amp; Sons Manufacturing'],
  ['department', 'Assembly and Packaging'],
  ['location', 'Bremen Plant 2'],
  ['lastDateWorked', '2026-10-31'],
  ['employmentType', 'Regular'],
  ['okToRehire', 'true'],
  ['costCenter', '4711-0815'],
]

const named = (element: string, list: readonly [string, string][]) =>
  list
    .map(
      ([name, value]) =>
        `            <ns7:${element}>
              <name>${name}</name>
              <value>${value}</value>
            </ns7:${element}>`,
    )
    .join('\n')

export const messageText = `<?xml version="1.0" encoding="UTF-8"?>
<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/">
  <S:Body>
    <ns7:ExternalEvent xmlns:ns7="http://notification.event.successfactors.com" xmlns:ns6="com.successfactors.event.notification" xmlns:ns5="http://alert.successfactors.com" xmlns:ns4="com.successfactors.alert">
      <ns7:externalEventMeta>
        <ns7:externalEventId>3f0c2a51-77aa-4b1e-9d10-${sequenceMark}</ns7:externalEventId>
        <ns7:type>com.successfactors.Employment.AssignmentInformation.Termination</ns7:type>
        <ns7:publishedAt>1763870400000</ns7:publishedAt>
        <ns7:publishedBy>admin.payroll</ns7:publishedBy>
        <ns7:effective>current</ns7:effective>
        <ns7:repost>false</ns7:repost>
      </ns7:externalEventMeta>
      <ns7:events>
        <ns7:event>
          <ns7:eventId>8b6d1e94-20cf-4d3a-8e55-${sequenceMark}</ns7:eventId>
          <ns7:entityType>EmpJob</ns7:entityType>
          <ns7:effectiveStartDate>2026-11-01</ns7:effectiveStartDate>
          <ns7:publishedAt>1763870393000</ns7:publishedAt>
          <ns7:publishedBy>admin.payroll</ns7:publishedBy>
          <ns7:repost>false</ns7:repost>
          <ns7:entityKeys>
${named('entityKey', keys)}
          </ns7:entityKeys>
          <ns7:params>
${named('param', params)}
          </ns7:params>
        </ns7:event>
      </ns7:events>
    </ns7:ExternalEvent>
  </S:Body>
</S:Envelope>
`

export const messageBytes = Buffer.byteLength(messageText)

interface MessageTemplate {
  /** Turns the one buffer into the message of this number. The previous message must be sent by then. */
  fill(sequence: number): Buffer
}

/** A buffer of its own, in which only digits change: making a message costs the sender next to nothing. */
export function createMessageTemplate(employees = EMPLOYEES): MessageTemplate {
  const buffer = Buffer.from(messageText)
  const sequenceAt = offsetsOf(sequenceMark)
  const employeeAt = offsetsOf(employeeMark)
  return {
    fill(sequence) {
      const digits = String(sequence).padStart(SEQUENCE_DIGITS, '0')
      const employee = String(FIRST_EMPLOYEE + ((sequence * SPREAD) % employees))
      for (const offset of sequenceAt) buffer.write(digits, offset, 'latin1')
      for (const offset of employeeAt) buffer.write(employee, offset, 'latin1')
      return buffer
    },
  }
}

/** The number in an event id that a template made. */
export function sequenceOf(eventId: string): number {
  return Number(eventId.slice(-SEQUENCE_DIGITS))
}

function offsetsOf(mark: string): number[] {
  const offsets: number[] = []
  for (let at = messageText.indexOf(mark); at !== -1; at = messageText.indexOf(mark, at + 1))
    offsets.push(at)
  return offsets
}
