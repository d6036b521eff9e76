import { describe, expect, test } from '@jest/globals'
import { SaxesParser, type SaxesTagNS } from 'saxes'
import { contractWsdl } from '../../../lib/events/contract-wsdl.ts'

const V2 = 'http://notification.event.successfactors.com'
const url = 'https://receiver.example.com/http/successfactors/events/acme?a=1&b="2"'

function tagsOf(xml: string): SaxesTagNS[] {
  const tags: SaxesTagNS[] = []
  const parser = new SaxesParser({ xmlns: true })
  parser.on('opentag', (tag) => tags.push(tag))
  parser.write(xml).close()
  return tags
}

describe('the contract', () => {
  const tags = tagsOf(contractWsdl(url))
  const named = (local: string, name: string) =>
    tags.find((tag) => tag.local === local && tag.attributes.name?.value === name)

  test('says where to send, escaped', () => {
    const address = tags.filter(({ local }) => local === 'address')
    expect(address.map(({ attributes }) => attributes.location?.value)).toEqual([url])
  })

  test('has the names of the service, port, port type and operation', () => {
    expect(tags[0]?.attributes.targetNamespace?.value).toBe(V2)
    expect(named('service', 'NotifyImplService')).toBeDefined()
    expect(named('port', 'NotifyImplPort')).toBeDefined()
    expect(named('portType', 'INotify')).toBeDefined()
    expect(named('operation', 'ExternalEvent')).toBeDefined()
  })

  test('every reference to tns leads to something that is defined', () => {
    const defined = new Set(tags.map(({ attributes }) => attributes.name?.value))
    const references = tags.flatMap(({ attributes }) =>
      ['type', 'element', 'message', 'binding'].flatMap((name) => attributes[name]?.value ?? []),
    )
    const own = references.filter((reference) => reference.startsWith('tns:'))
    expect(own.length).toBeGreaterThan(10)
    for (const reference of own) expect(defined).toContain(reference.slice('tns:'.length))
  })

  test('all is optional; name and value alone are unqualified; events, keys and params repeat', () => {
    const elements = tags.filter(({ local, attributes }) => local === 'element' && attributes.form)
    const by = (test: (tag: SaxesTagNS) => boolean) =>
      elements.filter(test).map(({ attributes }) => attributes.name?.value)
    expect(by(({ attributes }) => attributes.minOccurs?.value !== '0')).toEqual([])
    expect(by(({ attributes }) => attributes.form?.value === 'unqualified')).toEqual([
      'name',
      'value',
    ])
    expect(by(({ attributes }) => attributes.maxOccurs?.value === 'unbounded')).toEqual([
      'event',
      'entityKey',
      'param',
    ])
  })
})
