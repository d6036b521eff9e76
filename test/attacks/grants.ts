import { APP } from '../support/auth-fixtures.ts'
import type { TokenAttack } from './attack.ts'
import type { Forge } from './forge.ts'
import { IAS_CLIENT } from './trusted.ts'

const shown = (value: unknown) => JSON.stringify(value) ?? 'missing'

const SCOPES: readonly unknown[] = [
  undefined,
  null,
  '',
  ' ',
  [],
  [''],
  7,
  true,
  {},
  { 0: `${APP}.Ingest`, length: 1 },
  [[`${APP}.Ingest`]],
  ['Ingest'],
  ['other!t9.Ingest'],
  [`${APP}.Ingestion`],
  [`x${APP}.Ingest`],
  [`${APP}.ingest`],
  [`${APP}.INGEST`],
  [`${APP.toUpperCase()}.Ingest`],
  [`${APP}.Monitor`],
  [`${APP}.*`],
  ['*'],
  ['uaa.admin'],
  [`${APP}.Ingest `],
  [`${APP}.Ingest other`],
  'a b',
  `x${APP}.Ingestx`,
  `${APP}.Ingest,other`,
  `other,${APP}.Ingest`,
  `other\t${APP}.Ingest`,
  `other\n${APP}.Ingest`,
  `other\u00a0${APP}.Ingest`,
  `${APP}.Ingest;other`,
]

const APIS: readonly unknown[] = [
  undefined,
  null,
  [],
  'ALL',
  'principal-propagation',
  ['ingest'],
  ['Ingest2'],
  ['other.Ingest'],
  [['Ingest']],
  { Ingest: true },
]

const scopes: readonly TokenAttack[] = [
  ...SCOPES.map(
    (scope): TokenAttack => [
      `A9 RFC 6750 3.1 scope ${shown(scope)}`,
      'grant_missing',
      (f) => f.signed(f.claims({ scope })),
    ],
  ),
  ...APIS.map(
    (ias_apis): TokenAttack => [
      `A9 RFC 6750 3.1 ias_apis ${shown(ias_apis)}`,
      'grant_missing',
      (f) => f.signed(f.iasClaims({ ias_apis })),
    ],
  ),
  [
    'A9 RFC 6750 3.1 the scope among the authorities alone',
    'grant_missing',
    (f) => f.signed(f.claims({ scope: [], authorities: [`${APP}.Ingest`] })),
  ],
  [
    'A9 RFC 6750 3.1 the scope as scp, roles and groups',
    'grant_missing',
    (f) => f.signed(f.claims({ scope: [], ...elsewhere(`${APP}.Ingest`) })),
  ],
  [
    'A9 RFC 6750 3.1 an own client without a role',
    'grant_missing',
    (f) =>
      f.signed(f.claims({ client_id: `sb-${APP}`, cid: `sb-${APP}`, scope: ['uaa.resource'] })),
  ],
  [
    'A9 RFC 6749 3.3 the scope in a text with blanks',
    'accepted',
    (f) => f.signed(f.claims({ scope: `other ${APP}.Ingest` })),
  ],
]

function elsewhere(scope: string) {
  return { scp: scope, scopes: [scope], roles: [scope], permissions: [scope], ias_apis: ['Ingest'] }
}

const PERSON_GRANTS: readonly unknown[] = [
  'authorization_code',
  'password',
  'refresh_token',
  'user_token',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
  'urn:ietf:params:oauth:grant-type:saml2-bearer',
  'urn:ietf:params:oauth:grant-type:token-exchange',
  'Client_Credentials',
  'client_credentials ',
  ['client_credentials'],
  '',
  null,
  undefined,
]

const persons: readonly TokenAttack[] = [
  ...PERSON_GRANTS.map(
    (grant_type): TokenAttack => [
      `A11 RFC 8725 3.12 grant_type ${shown(grant_type)}`,
      'user_token_not_allowed',
      (f) => f.signed(f.claims({ grant_type })),
    ],
  ),
  ...xsuaaPersons({ user_name: 'ada-planted' }, { user_id: 'planted-4711' }, { user_name: null }),
  ...iasPersons(
    { sap_id_type: 'user' },
    { sap_id_type: 'User' },
    { sap_id_type: ['app'] },
    { sap_id_type: undefined },
    { scim_id: 'planted-4711' },
    { user_uuid: 'planted-4711' },
  ),
  ['A11 RFC 8725 3.11 an id token', 'user_token_not_allowed', (f) => f.signed(idToken(f))],
  [
    'A11 RFC 8725 3.11 an id token of Cloud Identity',
    'user_token_not_allowed',
    (f) =>
      f.signed(f.iasClaims({ sap_id_type: 'user', nonce: 'n', at_hash: 'h', azp: IAS_CLIENT })),
  ],
  [
    'A11 RFC 8725 3.11 a refresh token',
    'user_token_not_allowed',
    (f) => f.signed(f.claims({ jti: '0b5c7f0e-r', grant_type: 'password', rot: true, scope: [] })),
  ],
  [
    'A11 RFC 8725 3.12 a person of an issuer without marks',
    'user_token_not_allowed',
    (f) => f.signed(f.plainClaims('/plain', { gty: undefined })),
  ],
  [
    'A11 RFC 8725 3.12 a person of an issuer without marks and without a client',
    'user_token_not_allowed',
    (f) => f.signed(f.plainClaims('/plain', { gty: undefined, azp: undefined })),
  ],
  [
    'A11 RFC 8725 3.12 a token of nobody',
    'token_claims',
    (f) => f.signed(f.claims({ client_id: undefined, cid: undefined, azp: undefined })),
  ],
]

function xsuaaPersons(...marks: readonly Record<string, unknown>[]): TokenAttack[] {
  return marks.map((mark) => [
    `A11 RFC 8725 3.12 client_credentials with ${JSON.stringify(mark)}`,
    'user_token_not_allowed',
    (f) => f.signed(f.claims(mark)),
  ])
}

function iasPersons(...marks: readonly Record<string, unknown>[]): TokenAttack[] {
  return marks.map((mark) => [
    `A11 RFC 8725 3.12 Cloud Identity with ${Object.entries(mark).map(shown).join()}`,
    'user_token_not_allowed',
    (f) => f.signed(f.iasClaims(mark)),
  ])
}

function idToken(f: Forge): unknown {
  const { scope: _scope, grant_type: _grant, ...claims } = f.claims()
  return { ...claims, nonce: 'n', at_hash: 'h', auth_time: f.now }
}

/** Good tokens that do not open the ingest path: 403 instead of 401. */
export const grantAttacks: readonly TokenAttack[] = [...scopes, ...persons]
