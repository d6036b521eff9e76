import { describe, expect, it } from '@jest/globals'
import type { Caller } from '../../../lib/auth/caller.ts'
import { grantsOf, requireGrant } from '../../../lib/auth/grants.ts'
import type { GrantRule } from '../../../lib/auth/trusted-issuer.ts'

const caller: Caller = {
  issuer: 'https://harbour.example',
  clientId: 'sender',
  tenant: '',
  grants: new Set(['Ingest', 'Monitor']),
  person: false,
  user: null,
  scopes: [],
  certificate: null,
}

describe('requireGrant', () => {
  it('lets a client with the grant pass', () => {
    expect(() => requireGrant(caller, 'Ingest')).not.toThrow()
  })

  it('lets a person with the grant see', () => {
    expect(() => requireGrant({ ...caller, person: true }, 'Monitor')).not.toThrow()
  })

  it('refuses a person on the ingest path, whatever the grants', () => {
    expect(() => requireGrant({ ...caller, person: true }, 'Ingest')).toThrow(
      expect.objectContaining({ code: 'user_token_not_allowed' }),
    )
  })

  it('refuses a caller without the grant and names client and grant', () => {
    expect(() => requireGrant(caller, 'Operate')).toThrow(
      expect.objectContaining({
        code: 'grant_missing',
        message: expect.stringMatching(/Operate.*"sender"/),
      }),
    )
  })
})

describe('grantsOf', () => {
  const rule = (given: Partial<GrantRule> = {}): GrantRule => ({
    scopes: [],
    clients: [],
    groups: [],
    ...given,
  })
  const none = { Ingest: rule(), Monitor: rule(), Reveal: rule(), Operate: rule() }
  const granted = (person: boolean, Forget: GrantRule, Retention: GrantRule) => {
    const identity = { clientId: 'dpi', person, user: person ? 'someone' : null }
    const issuer = { kind: 'oidc' as const, grants: { ...none, Forget, Retention } }
    return [...grantsOf({ scope: 'forget retain' }, identity, issuer)]
  }

  it('gives Forget to people with the scope, and to a client only if its id is listed', () => {
    const scope = rule({ scopes: ['forget'] })
    expect(granted(true, scope, rule())).toEqual(['Forget'])
    expect(granted(false, scope, rule())).toEqual([])
    expect(granted(false, rule({ clients: ['dpi'] }), rule())).toEqual(['Forget'])
    expect(granted(false, rule({ clients: ['another'] }), rule())).toEqual([])
  })

  it('gives Retention to clients only', () => {
    const scope = rule({ scopes: ['retain'] })
    expect(granted(false, rule(), scope)).toEqual(['Retention'])
    expect(granted(true, rule(), scope)).toEqual([])
  })
})
