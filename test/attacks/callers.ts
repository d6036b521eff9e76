import { type Attack, HARMLESS_BODY } from './attack.ts'
import type { End } from './expectation.ts'
import type { Forge } from './forge.ts'
import { INGEST, requestBytes } from './raw-http.ts'

const BOUND = 'sb-bound-sender!t77'

/** CALLERS of the service: one client is bound to a company and a path. */
export const CALLERS = JSON.stringify([
  { client: BOUND, company: 'ACME', paths: [INGEST] },
  { client: 'plain-sender', company: 'ACME', issuer: 'https://elsewhere.example' },
])

const boundToken = (f: Forge) => f.signed(f.claims({ client_id: BOUND, cid: BOUND, azp: BOUND }))
const freeToken = (f: Forge) => f.signed()
const sameNameElsewhere = (f: Forge) => f.signed(f.plainClaims('/plain'))

type Row = readonly [what: string, end: End, token: (f: Forge) => string, target: string]

const CXF = '/cxf/successfactors/events'

const companies: readonly Row[] = [
  ['its own company', 'accepted', boundToken, `${INGEST}/ACME`],
  ['the company of another', 'caller_company', freeToken, `${INGEST}/ACME`],
  ['the company of another in the query', 'caller_company', freeToken, `${INGEST}?company=ACME`],
  ['the company of another, encoded', 'caller_company', freeToken, `${INGEST}/%41CME`],
  [
    'the company of another, query encoded',
    'caller_company',
    freeToken,
    `${INGEST}?company=%41CME`,
  ],
  ['the company of another, encoded name', 'caller_company', freeToken, `${INGEST}?c%6fmpany=ACME`],
  ['the company of another twice', 'caller_company', freeToken, `${INGEST}/ACME?company=ACME`],
  ['the company of another and a slash', 'caller_company', freeToken, `${INGEST}/ACME/`],
  ['its client id of another issuer', 'caller_company', sameNameElsewhere, `${INGEST}/ACME`],
  ['another than its own', 'caller_company', boundToken, `${INGEST}/OTHER`],
  ['another than its own in the query', 'caller_company', boundToken, `${INGEST}?company=OTHER`],
  ['its own in another case', 'caller_company', boundToken, `${INGEST}/acme`],
  ['two in the query', 'company_invalid', boundToken, twoCompanies('ACME', 'OTHER')],
  ['one in the query, twice', 'accepted', boundToken, twoCompanies('ACME', 'ACME')],
  ['its own and another', 'company_invalid', boundToken, `${INGEST}/ACME?company=OTHER`],
  ['another and its own', 'company_invalid', boundToken, `${INGEST}/OTHER?company=ACME`],
  ['another path', 'caller_path', boundToken, `${CXF}/ACME`],
  ['another path in capitals', 'caller_path', boundToken, `${CXF.toUpperCase()}/ACME`],
  ['another path without a company', 'caller_path', boundToken, CXF],
]

const NO_COMPANIES = [
  '.',
  '..',
  '...',
  '%2e%2e',
  'A%2fB',
  'A%5cB',
  'A%00',
  'A%0d%0aX-Planted:%20y',
  'A%20B',
  'A;B',
  'A,B',
  "A'--",
  '%3Cscript%3E',
  '%C3%84',
  '%F0%9F%9A%A2',
  '*',
  '$(id)',
  'ada.planted%40harbour.example',
  'x'.repeat(65),
  'x'.repeat(8_000),
]

const noCompanies: readonly Row[] = NO_COMPANIES.flatMap((text): Row[] => {
  const shown = text.length > 60 ? `${text.length} characters` : text
  return [
    [`${shown} as company`, 'company_invalid', freeToken, `${INGEST}/${text}`],
    [`${shown} as company=`, 'company_invalid', freeToken, `${INGEST}?company=${text}`],
  ]
})

export const callerAttacks: readonly Attack[] = [
  ...named('RFC 6750 3.1', companies),
  ...named('RFC 9110 17.3', noCompanies),
].map(([name, end, token, target]) => ({
  name,
  end,
  bytes: (forge, id) =>
    requestBytes(id, {
      target,
      headers: [`Authorization: Bearer ${token(forge)}`],
      body: HARMLESS_BODY,
    }),
}))

function named(source: string, rows: readonly Row[]): Row[] {
  return rows.map(([what, ...rest]) => [`${source} ${what}`, ...rest])
}

function twoCompanies(first: string, second: string): string {
  return `${INGEST}?company=${first}&company=${second}`
}
