import { describe, expect, it } from '@jest/globals'
import type { Caller } from '../../../lib/auth/caller.ts'
import { admitCall, type CallerRule } from '../../../lib/auth/caller-rule.ts'

const PATH = '/http/successfactors/events'
const caller = (clientId: string, issuer = 'https://a.example'): Caller => ({
  issuer,
  clientId,
  tenant: '',
  grants: new Set(['Ingest']),
  scopes: [],
  person: false,
  user: null,
  certificate: null,
})
const rule = (changes: Partial<CallerRule>): CallerRule => ({
  clientId: 'productive',
  issuer: null,
  name: null,
  company: null,
  paths: null,
  undecodable: 'fault',
  ...changes,
})
const rules = [
  rule({ name: 'SuccessFactors P', company: 'ACME', undecodable: 'accept' }),
  rule({ clientId: 'test', company: 'ACMET1', paths: ['/cxf/events'] }),
  rule({ clientId: 'twin', issuer: 'https://b.example', company: 'ACME' }),
]

const UNSET = { type: null, places: null, answer: null }

describe('a call of a client', () => {
  it('without a rule is bound to nothing', () => {
    expect(admitCall([], caller('any'), PATH, 'ACME')).toEqual({
      name: null,
      company: 'ACME',
      ...UNSET,
      undecodable: 'fault',
    })
  })

  it('gets name, company and manners of its rule', () => {
    const known = { name: 'SuccessFactors P', company: 'ACME', undecodable: 'accept' }
    const admitted = { ...known, ...UNSET }
    expect(admitCall(rules, caller('productive'), PATH, null)).toEqual(admitted)
    expect(admitCall(rules, caller('productive'), PATH, 'ACME')).toEqual(admitted)
  })

  it.each([
    ['its company and another in the address', 'productive', PATH, 'ACMET1', 'caller_company'],
    ['its company in another spelling', 'productive', PATH, 'acme', 'caller_company'],
    ['a path that is not its own', 'test', PATH, null, 'caller_path'],
    ["a stranger and somebody's company", 'any', PATH, 'ACME', 'caller_company'],
    ['the same name at another issuer', 'twin', PATH, 'ACME', 'caller_company'],
  ])('is refused: %s', (_name, clientId, path, company, code) => {
    expect(() => admitCall(rules, caller(clientId), path, company)).toThrow(
      expect.objectContaining({ code }),
    )
  })

  it('may be made by two clients of one company', () => {
    expect(admitCall(rules, caller('twin', 'https://b.example'), PATH, 'ACME').company).toBe('ACME')
  })
})
