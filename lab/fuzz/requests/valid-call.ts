import { soapMessage } from '../../../test/support/soap-message.ts'

/** A call as SuccessFactors makes it, as bytes. */
export function writtenOnce(token: string, correlationId: string): Buffer {
  const body = Buffer.from(soapMessage([{ userId: '20001' }]))
  const head = [
    'POST /http/successfactors/events/ACME HTTP/1.1',
    'Host: localhost',
    `X-Correlation-ID: ${correlationId}`,
    `Authorization: Bearer ${token}`,
    'Content-Type: text/xml; charset=utf-8',
    `Content-Length: ${body.length}`,
  ].join('\r\n')
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), body])
}
