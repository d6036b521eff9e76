import { describe, expect, it } from '@jest/globals'
import type { Caller } from '../../../lib/auth/caller.ts'
import { requireGrant } from '../../../lib/auth/grants.ts'

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
