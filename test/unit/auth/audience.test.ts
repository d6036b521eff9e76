import { describe, expect, it } from '@jest/globals'
import { isForUs } from '../../../lib/auth/tokens/claim-rules.ts'
import type { AudienceRule } from '../../../lib/auth/trusted-issuer.ts'

const application: AudienceRule = { kind: 'xsuaa', clientId: 'sb-app!t1', xsappname: 'app!t1' }
const broker: AudienceRule = { kind: 'xsuaa', clientId: 'sb-app!b1', xsappname: 'app!b1' }
const exact: AudienceRule = { kind: 'exact', values: ['api://harbour', 'second'] }

describe('isForUs', () => {
  it.each([
    ['xsappname', application, ['uaa', 'app!t1']],
    ['client id', application, ['sb-app!t1']],
    ['a part behind a dot', application, ['app!t1.Orders']],
    ['a string', application, 'app!t1'],
    ['a clone of our broker', broker, ['uaa', 'sb-clone-7!b9|app!b1']],
    ['exact string', exact, 'second'],
    ['exact in a list', exact, ['x', 'api://harbour']],
  ])('accepts %s', (_name, rule, aud) => {
    expect(isForUs(rule, aud)).toBe(true)
  })

  it.each([
    ['a longer name', application, ['app!t1x']],
    ['a name in front', application, ['xapp!t1']],
    ['another case', application, ['APP!t1']],
    ['another application', application, ['uaa', 'other!t9']],
    ['a clone, but we are no broker', application, ['sb-clone-7!b9|app!t1']],
    ['a clone of a broker with a longer name', broker, ['sb-clone-7!b9|xapp!b1']],
    ['our name in front of the bar', broker, ['app!b1|other!b2']],
    ['a longer clone', broker, ['sb-clone-7!b9|app!b1x']],
    ['nothing', application, undefined],
    ['an empty list', application, []],
    ['an empty string', application, ''],
    ['a number', application, 1],
    ['an object', application, { 0: 'app!t1' }],
    ['a list with something else in it', application, ['app!t1', 7]],
    ['a nested list', application, [['app!t1']]],
    ['exact, with a slash more', exact, 'api://harbour/'],
    ['exact, as a prefix', exact, ['api://harbour.x']],
    ['exact, as words of a string', exact, 'x second'],
  ])('refuses %s', (_name, rule, aud) => {
    expect(isForUs(rule, aud)).toBe(false)
  })
})
