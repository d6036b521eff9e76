import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import type { Binding } from '../../../lib/config/bindings/binding.ts'
import { readTrustedIssuers } from '../../../lib/config/trusted-issuers.ts'

const page = readFileSync(new URL('../../../docs/identity.md', import.meta.url), 'utf8')
const [parameters, rules, second] = [...page.matchAll(/```json\n(.*?)```/gs)].map(([, text = '']) =>
  JSON.parse(text),
)

const CLIENT = 'c0ffee00-1111-4222-8333-944455556666'
const binding: Binding = {
  source: 'VCAP_SERVICES',
  label: 'identity',
  name: 'sf-event-receiver-identity',
  credentials: {
    clientid: CLIENT,
    clientsecret: 'secret',
    url: 'https://harbour.accounts.ondemand.com',
    domains: ['accounts.ondemand.com'],
    app_tid: 'tid-1',
  },
}

const filled = (entries: unknown) =>
  JSON.stringify(entries)
    .replaceAll(/<clientid of the binding>/g, CLIENT)
    .replaceAll(/<tenant>/g, 'harbour')
const issuersOf = (entries: unknown) => {
  const read = readTrustedIssuers(filled(entries), [binding], { production: true })
  expect(read.mistakes).toEqual([])
  return read.issuers
}

describe('the page about Cloud Identity', () => {
  it('has the addresses of the page and the names of the grants in its parameter file', () => {
    const { 'oauth2-configuration': oauth2, 'provided-apis': apis } = parameters
    expect(oauth2['redirect-uris']).toEqual(['https://events.example.com/monitor/callback'])
    expect(oauth2['post-logout-redirect-uris']).toEqual(['https://events.example.com/monitor/'])
    expect(oauth2['token-policy']['access-token-format']).toBe('jwt')
    expect(parameters['multi-tenant']).toBe(false)
    const [issuer] = issuersOf(rules)
    expect(apis.map(({ name }: { name: string }) => name)).toEqual(
      Object.keys(issuer?.grants ?? {}),
    )
  })

  it('has rules that give people grants by their groups, and the client of the binding Ingest', () => {
    const [issuer] = issuersOf(rules)
    expect(issuer?.login?.scope).toBe('groups')
    expect(issuer?.grants.Ingest.clients).toEqual([CLIENT])
    expect(issuer?.grants.Monitor.groups).toEqual(['SF Event Monitors'])
    expect(issuer?.tenantIsOptional).toBe(true)
  })

  it('has an entry for another client of the same tenant', () => {
    const issuers = issuersOf([...rules, ...second].map((entry) => clientNamed(entry)))
    expect(issuers.map(({ issuers: [name] }) => name)).toEqual([
      'https://harbour.accounts.ondemand.com',
      'https://harbour.accounts.ondemand.com',
    ])
    expect(issuers[1]?.audience).toEqual({ kind: 'exact', values: ['sender'] })
    expect(issuers[1]?.grants.Ingest.clients).toEqual(['sender'])
  })
})

function clientNamed(entry: unknown): unknown {
  return JSON.parse(JSON.stringify(entry).replaceAll(/<client id of SuccessFactors>/g, 'sender'))
}
