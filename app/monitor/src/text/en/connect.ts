export const connect = {
  title: 'Connect',
  lead: 'Type these values into the Event Connector of SuccessFactors (Integration Service Registration), save, and watch the list turn green.',
  connected: 'SuccessFactors is connected.',
  settings: 'What to type',
  endpoint: 'Endpoint URL',
  endpointHint: 'A company may follow, such as /MYCOMPANY.',
  otherEndpoint: 'Or, as CPI names it',
  authentication: 'Authentication',
  authenticationValue: 'OAuth2 Client Credentials Grant',
  tokenUrl: 'Token URL',
  tokenUrlOf: (kind: string) => `Token URL (${kind})`,
  noTokenUrl: 'The issuer does not say; see its documentation.',
  client: 'Client id and secret',
  clientValue:
    'From the service key or binding of the client that SuccessFactors uses. They are not shown here.',
  noIssuer: 'No issuer is trusted yet: bind an xsuaa or identity service, or set TRUSTED_ISSUERS.',
  https: 'SuccessFactors reaches https addresses on port 443 only.',
  steps: 'Live check',
  state: { done: 'Done', waiting: 'Waiting', failed: 'Failed' },
  step: {
    address: {
      name: 'The address was reached',
      hint: 'Waits for the first call from SuccessFactors, whatever comes of it.',
    },
    token: {
      name: 'A token came along',
      hint: 'Waits for a call with a token: the token URL, the client id and the secret must be right.',
    },
    accepted: {
      name: 'The token was accepted',
      hint: 'Waits for a token of a trusted issuer that is meant for this service.',
    },
    role: {
      name: 'The client has the role Ingest',
      hint: 'Waits for a token with the role to send events.',
    },
    message: {
      name: 'The first message came',
      hint: 'Waits for a message. Change something in a test employee that is subscribed to.',
    },
    event: { name: 'The first event was read', hint: 'Waits for a message with an event in it.' },
    handled: {
      name: 'A handler was done with it',
      hint: 'Waits for a handler that takes events of this type.',
    },
  },
  caller: {
    authenticated: (client: string) => `The latest call of the client ${client} was refused.`,
    claimed: (client: string) =>
      `A call that names the client ${client} was refused. Nobody vouches for the caller.`,
    stranger: (_client: string) => 'The latest call came from an unknown caller and was refused.',
  },
  unreadable: (client: string) =>
    `The latest message of the client ${client} could not be read. It is kept.`,
  toRefused: 'All refused calls',
}
