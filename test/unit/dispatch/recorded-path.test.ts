import { describe, expect, it } from '@jest/globals'
import { recordedPath } from '../../../lib/dispatch/recorded-path.ts'
import { fieldRules } from '../../../lib/masking/field-rules.ts'
import { maskFor } from '../../../lib/masking/mask-text.ts'
import { someEvent } from '../events/some-event.ts'

const rules = fieldRules()
const event = {
  ...someEvent(),
  keys: [
    { name: 'userId', value: "O'Neil" },
    { name: 'startDate', value: '2026-01-01' },
  ],
  params: [],
}
const mask = maskFor([event], rules)
const pathWords = new Set(['badges', 'approver'])
const path = (text: string, query = {}) => recordedPath(text, query, { mask, rules, pathWords })

describe('the path of a call as it is kept', () => {
  it.each([
    ['/users/O%27Neil', '/users/‹userId›'],
    ['/users/E104711/mail', '/users/‹id›/mail'],
    ['/users/6e1b0c4d-9a7f-4d0f-b0b7-a3c25d7e9f11', '/users/‹id›'],
    ['/sap/opu/odata4/v2/User', '/sap/opu/odata4/v2/User'],
    ["/odata/v2/User('cgrant')", '/odata/v2/User(‹key›)'],
    ["/odata/v2/User('a,b)c')/manager", '/odata/v2/User(‹key›)/manager'],
    [
      "/odata/v2/EmpJob(seqNumber=1L,startDate=datetime'2026-01-01T00:00:00',userId='666')",
      "/odata/v2/EmpJob(seqNumber=1L,startDate=datetime'2026-01-01T00:00:00',userId=‹userId›)",
    ],
    ['/users/jana@example.com', '/users/‹mail›'],
    ["/User?$filter=userId eq 'x'&$top=1", '/User?$filter&$top'],
    ['https://host.example/api/users?$skiptoken=abc', '/api/users?$skiptoken'],
    ['/users/%E0%A4%A', '/users/‹id›'],
    ['/odata/v2/Candidate(12345)', '/odata/v2/Candidate(‹key›)'],
    ["/A_Product(guid'6e1b0c4d',12)/to_Text", '/A_Product(‹key›,‹key›)/to_Text'],
    ["/Worker(id=guid'6e1b0c4d',status='t')", "/Worker(id=‹id›,status='t')"],
    ["/odata/v2/User('a/b')/manager", '/odata/v2/‹id›/‹id›/manager'],
    ['/scim/Users/jprobst', '/scim/Users/‹id›'],
    ['/user/jprobst', '/user/‹id›'],
    ['/users/anna.smith/manager', '/users/‹id›/manager'],
    ['/users/Anna%20Muster', '/users/‹id›'],
    ['/groups/hr/members/jprobst', '/groups/hr/members/‹id›'],
    ['/badges/7/approver', '/badges/‹id›/approver'],
    ['/hr/M%C3%BCller', '/hr/‹id›'],
    ['/hr/anna_smith2', '/hr/‹id›'],
    ['/users/O%27Neil-probst', '/users/‹id›'],
    ['/search?jprobst', '/search?‹value›'],
    ['/search?anna.smith=1&$top=1', '/search?‹value›&$top'],
    ['/search?Mustermann=1', '/search?‹value›'],
    ['/directory/Mustermann', '/directory/‹id›'],
    ['/jprobst', '/‹id›'],
    ["/User(status='Mustermann')", '/User(status=‹status›)'],
    ["/User(status='O'Neil')", '/User(‹key›)'],
    ["/User(Mustermann='t')", '/User(‹key›)'],
    ["/EmpJob(startDate=datetime'Mustermann')", '/EmpJob(startDate=‹startDate›)'],
    ['/odata/v2/EmpJob/$count', '/odata/v2/EmpJob/$count'],
    ['/odata/v2/$batch', '/odata/v2/$batch'],
    ['/scim/v2/Users/$count', '/scim/v2/Users/$count'],
    ['/odata/v2/PaymentInformationV3', '/odata/v2/PaymentInformationV3'],
    ['/http/successfactors/events', '/http/successfactors/events'],
    ['/services/oauth2/token', '/services/oauth2/token'],
    [
      '/sap/opu/odata/sap/API_BUSINESS_PARTNER/A_BusinessPartner',
      '/sap/opu/odata/sap/API_BUSINESS_PARTNER/A_BusinessPartner',
    ],
    ['', ''],
    ['/', '/'],
  ])('%s is %s', (given, kept) => {
    expect(path(given)).toBe(kept)
  })

  it('names what is asked for, and not with which value', () => {
    expect(path('/User', { $filter: 'x', $top: 1, left: undefined })).toBe('/User?$filter&$top')
  })
})
