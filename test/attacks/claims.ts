import { APP, TENANT } from '../support/auth-fixtures.ts'
import type { TokenAttack } from './attack.ts'
import { brokerClaims, compact, type Forge, rsa } from './forge.ts'
import { APP_TID, IAS, IAS_CLIENT } from './trusted.ts'

const having = (f: Forge, name: string, value: unknown) => f.signed(f.claims({ [name]: value }))
/** A claim whose value no JavaScript object can represent, as JSON text. */
const withText = (f: Forge, name: string, text: string) => {
  const claims = JSON.stringify(f.claims({ [name]: undefined }))
  return compact(f.header(), `{"${name}":${text},${claims.slice(1)}`, rsa(f.keys.rsa))
}

const NO_TIMES = [null, true, '', '9999999999', [9_999_999_999], {}, -1, 1e30, 1.8e12]
const times: readonly TokenAttack[] = [
  ...['exp', 'nbf', 'iat'].flatMap((name) =>
    NO_TIMES.map(
      (value): TokenAttack => [
        `A6 RFC 7519 4.1 ${name} ${JSON.stringify(value)}`,
        'token_claims',
        (f) => having(f, name, value),
      ],
    ),
  ),
  ...['exp', 'nbf', 'iat'].map(
    (name): TokenAttack => [
      `A6 RFC 7519 4.1 ${name} without end`,
      'token_claims',
      (f) => withText(f, name, '1e999'),
    ],
  ),
  ['A6 RFC 7519 4.1.4 no exp', 'token_claims', (f) => having(f, 'exp', undefined)],
  ['A6 RFC 7519 4.1.4 exp 0', 'token_expired', (f) => having(f, 'exp', 0)],
  ['A6 RFC 7519 4.1.4 exp -0', 'token_expired', (f) => withText(f, 'exp', '-0')],
  ['A6 RFC 7519 4.1.4 exp 0.1', 'token_expired', (f) => having(f, 'exp', 0.1)],
  ['A6 RFC 7519 4.1.4 ended a minute ago', 'token_expired', (f) => having(f, 'exp', f.now - 61)],
  ['A6 RFC 7519 4.1.4 ended a year ago', 'token_expired', (f) => having(f, 'exp', f.now - 3.2e7)],
  ['A6 RFC 7519 4.1.5 nbf soon', 'token_not_yet_valid', (f) => having(f, 'nbf', f.now + 120)],
  ['A6 RFC 7519 4.1.5 nbf next year', 'token_not_yet_valid', (f) => having(f, 'nbf', f.now + 3e7)],
  ['A6 RFC 7519 4.1.6 iat soon', 'token_not_yet_valid', (f) => having(f, 'iat', f.now + 120)],
  [
    'A6 RFC 7519 4.1.4 ended before it began',
    'token_expired',
    (f) => f.signed(f.claims({ nbf: f.now + 120, exp: f.now - 120 })),
  ],
  [
    'A6 RFC 7519 4.1.4 ended, by the attacker',
    'token_expired',
    (f) => f.forged(f.claims({ exp: f.now - 120 })),
  ],
]

const XSUAA_AUDIENCES: readonly unknown[] = [
  [`${APP}x`],
  [`${APP}1`],
  [`x${APP}`],
  [APP.toUpperCase()],
  [`${APP} `],
  [` ${APP}`],
  [`${APP}\u0000`],
  [`${APP}/`],
  [`${APP}|x`],
  [`${APP},other`],
  `other ${APP}`,
  [`x|${APP}`],
  [`sb-clone!b9|${APP}`],
  [`sb-${APP}x`],
  [`sb-${APP}|x`],
  ['harbour-events'],
  ['harbour-events!t7'],
  ['other!t9'],
  ['uaa'],
  ['*'],
  '*',
  '',
  [],
  [''],
  [[APP]],
  [APP, 7],
  { 0: APP, length: 1 },
  7,
  null,
  undefined,
]
const BROKER_AUDIENCES = [
  ['x|xharbour!b7'],
  ['x|harbour!b77'],
  ['x|HARBOUR!b7'],
  ['harbour!b7|x'],
  ['x harbour!b7'],
  ['x|harbour!b7 '],
  ['harbour!b7x'],
]
const IAS_AUDIENCES: readonly unknown[] = [
  'other-client',
  IAS_CLIENT.toUpperCase(),
  `${IAS_CLIENT}.x`,
  `x|${IAS_CLIENT}`,
  IAS_CLIENT.slice(0, -1),
  ['other-client'],
  [[IAS_CLIENT]],
  [],
  {},
  null,
  undefined,
]

const shown = (value: unknown) => JSON.stringify(value) ?? 'missing'
const audiences: readonly TokenAttack[] = [
  ...XSUAA_AUDIENCES.map(
    (aud): TokenAttack => [
      `A7 RFC 8725 3.9 aud ${shown(aud)}`,
      'token_audience',
      (f) => having(f, 'aud', aud),
    ],
  ),
  ...BROKER_AUDIENCES.map(
    (aud): TokenAttack => [
      `A7 RFC 8725 3.9 aud ${shown(aud)} of a broker`,
      'token_audience',
      (f) => f.signed(brokerClaims(f, aud)),
    ],
  ),
  ...IAS_AUDIENCES.map(
    (aud): TokenAttack => [
      `A7 RFC 8725 3.9 aud ${shown(aud)} of Cloud Identity`,
      'token_audience',
      (f) => f.signed(f.iasClaims({ aud })),
    ],
  ),
  [
    'A7 RFC 8725 3.9 a foreign aud with our own client as cid',
    'token_audience',
    (f) => f.signed(f.claims({ aud: ['other!t9'], cid: `sb-${APP}`, client_id: `sb-${APP}` })),
  ],
  [
    'A7 RFC 8725 3.9 no aud, but our scope',
    'token_audience',
    (f) => f.signed(f.claims({ aud: [], scope: [`${APP}.Ingest`] })),
  ],
  ['A7 a clone of our broker', 'accepted', (f) => f.signed(brokerClaims(f, ['x!b9|harbour!b7']))],
  ['A7 a part of our application', 'accepted', (f) => having(f, 'aud', [`${APP}.Schemas`])],
]

const NOT_US = (id: string): readonly unknown[] => [
  'fd03402e-1111-4222-8333-944455556666',
  id.toUpperCase(),
  id.slice(0, -1),
  `${id} `,
  `${id},other`,
  [id],
  { id },
  '',
  '*',
  7,
  null,
  undefined,
]
const tenants: readonly TokenAttack[] = [
  ...NOT_US(TENANT).map(
    (zid): TokenAttack => [
      `A8 RFC 8725 3.8 zid ${shown(zid)}`,
      'token_tenant',
      (f) => having(f, 'zid', zid),
    ],
  ),
  ...NOT_US(APP_TID).map(
    (app_tid): TokenAttack => [
      `A8 RFC 8725 3.8 app_tid ${shown(app_tid)}`,
      'token_tenant',
      (f) => f.signed(f.iasClaims({ app_tid })),
    ],
  ),
  [
    'A8 RFC 8725 3.8 a foreign app_tid beside our zone_uuid',
    'token_tenant',
    (f) => f.signed(f.iasClaims({ app_tid: 'another', zone_uuid: APP_TID })),
  ],
  [
    'A8 RFC 8725 3.8 no app_tid behind a custom domain',
    'token_tenant',
    (f) => f.signed(f.iasClaims({ iss: 'https://own.example', ias_iss: IAS, app_tid: undefined })),
  ],
  ['A8 RFC 8725 3.8 our zone in ext_attr alone', 'token_tenant', (f) => f.signed(inExtAttr(f))],
]

function inExtAttr(f: Forge): unknown {
  return f.claims({ zid: undefined, ext_attr: { subaccountid: TENANT, zid: TENANT } })
}

/** Signed with the true key: a claim alone is wrong. */
export const claimAttacks: readonly TokenAttack[] = [...times, ...audiences, ...tenants]
