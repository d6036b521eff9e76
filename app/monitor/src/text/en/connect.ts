export const connect = {
  title: 'Connect',
  lead: 'Enter these values in the Event Connector of SuccessFactors (Integration Service Registration) and save. A step turns green when it works.',
  connected: 'SuccessFactors is connected.',
  settings: 'Enter these values',
  endpoint: 'Endpoint URL',
  endpointHint: 'You can append a company, such as /MYCOMPANY.',
  otherEndpoint: 'Or the address as in CPI',
  authentication: 'Authentication',
  authenticationValue: 'OAuth2 Client Credentials Grant',
  tokenUrl: 'Token URL',
  tokenUrlOf: (kind: string) => `Token URL (${kind})`,
  noTokenUrl: 'The issuer does not publish it. See the documentation of the issuer.',
  client: 'Client id and secret',
  clientValue:
    'From the service key or binding of the client for SuccessFactors. This page does not show them.',
  noIssuer:
    'The service trusts no issuer yet. Bind an xsuaa or identity service, or set TRUSTED_ISSUERS.',
  https: 'SuccessFactors calls only https addresses on port 443.',
  steps: 'Live check',
  state: { done: 'Done', waiting: 'Waiting', failed: 'Failed' },
  step: {
    address: {
      name: 'The address was reached',
      hint: 'Waits for the first call from SuccessFactors, even a refused one.',
    },
    token: {
      name: 'The call contained a token',
      hint: 'Waits for a call with a token. Check the token URL, the client id and the secret.',
    },
    accepted: {
      name: 'The token was accepted',
      hint: 'Waits for a token from a trusted issuer, with this service as its audience.',
    },
    role: {
      name: 'The client has the role Ingest',
      hint: 'Waits for a token with the role to send events.',
    },
    message: {
      name: 'The first message arrived',
      hint: 'Waits for a message. Change a test employee so that a subscribed event occurs.',
    },
    event: {
      name: 'The first event was decoded',
      hint: 'Waits for a message that contains an event.',
    },
    handled: {
      name: 'A handler completed an event',
      hint: 'Waits for a handler that takes events of this type.',
    },
  },
  caller: {
    authenticated: (client: string) => `The latest call of the client ${client} was refused.`,
    claimed: (client: string) =>
      `A call that names the client ${client} was refused. The caller is not verified.`,
    stranger: (_client: string) => 'The latest call came from an unknown caller and was refused.',
  },
  unreadable: (client: string) =>
    `The latest message of the client ${client} could not be decoded. The service stored it.`,
  toRefused: 'All refused calls',
}
