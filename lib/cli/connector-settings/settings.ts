import { ReceiverError } from '../../errors.ts'
import type { ConnectorClient } from './service-key.ts'

/** The settings of an Event Connector, by the names of its form. */
export interface ConnectorSettings {
  readonly name: string
  readonly endpointUrl: string
  readonly authentication: string
  readonly clientId: string
  /** null = it has a certificate */
  readonly clientSecret: string | null
  readonly tokenEndpoint: string
  /** problems for SuccessFactors */
  readonly warnings: readonly string[]
}

const COMPANY = /^[A-Za-z0-9._-]{1,64}$/

/**
 * @param origin of the service, such as `https://events.example.com`
 * @param company of SuccessFactors; null = not in the URL
 * @throws ReceiverError company_invalid
 */
export function connectorSettings(
  client: ConnectorClient,
  origin: string,
  path: string,
  company: string | null,
): ConnectorSettings {
  if (company !== null && !COMPANY.test(company)) {
    throw new ReceiverError(
      'company_invalid',
      'Expected a company of up to 64 letters, digits, dots, dashes and underscores: SuccessFactors breaks percent-encoding in addresses.',
    )
  }
  const endpointUrl = `${origin.replace(/\/+$/, '')}${path}${company === null ? '' : `/${company}`}`
  const { kind, tokenUrl, clientId, clientSecret } = client
  return {
    name: company === null ? 'sf-event-receiver' : `sf-event-receiver-${company}`,
    endpointUrl,
    authentication: clientSecret === null ? 'X.509 certificate' : 'OAuth2 Client Credentials Grant',
    clientId,
    clientSecret,
    tokenEndpoint: tokenUrl,
    warnings: [
      ...addressWarnings('The endpoint URL', endpointUrl),
      ...addressWarnings('The token endpoint', tokenUrl),
      ...(clientSecret === null
        ? [
            'The key has a certificate and no secret: make one with {"credential-type":"binding-secret"} unless you connect by X.509.',
          ]
        : []),
      ...(kind === 'ias'
        ? [
            'Tokens of Cloud Identity carry no scopes: list this client id for Ingest, see docs/identity.md.',
          ]
        : []),
    ],
  }
}

function addressWarnings(what: string, address: string): string[] {
  const { protocol, port } = new URL(address)
  return [
    ...(protocol === 'https:' ? [] : [`${what} is not https: SuccessFactors calls only https.`]),
    ...(port === '' ? [] : [`${what} has the port ${port}: SuccessFactors reaches only port 443.`]),
  ]
}
