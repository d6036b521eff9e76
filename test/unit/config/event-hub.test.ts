import { describe, expect, it } from '@jest/globals'
import { readConfig } from '../../../lib/config/read-config.ts'
import { EVENT_BROKER, IDENTITY, vcapServices } from '../../support/binding-shapes.ts'

const NO_FILES = { vcapServices: null, folders: null, mistakes: [] }
const read = (variables: Record<string, string>) => readConfig(variables, NO_FILES)

describe('the configuration of CloudEvents', () => {
  it('has a door for Event Hub where it is bound', () => {
    expect(read({ VCAP_SERVICES: vcapServices([IDENTITY, EVENT_BROKER]) }).eventHub).toEqual({
      path: '/-/cds/event-broker/webhook',
      clientId: '7b1d0000-0000-4000-8000-000000000006',
    })
    expect(read({ VCAP_SERVICES: vcapServices([IDENTITY]) }).eventHub).toBeNull()
  })

  it.each<[string, Parameters<typeof vcapServices>[0], string]>([
    ['Cloud Identity beside it', [EVENT_BROKER], 'expected an identity binding'],
    ['one binding', [IDENTITY, EVENT_BROKER, EVENT_BROKER], 'expected one such binding'],
    [
      'the client',
      [IDENTITY, { ...EVENT_BROKER, credentials: { systemId: 's' } }],
      'expected ias.clientId',
    ],
  ])('wants %s', (_what, bindings, sentence) => {
    expect(() => read({ VCAP_SERVICES: vcapServices(bindings) })).toThrow(sentence)
  })

  it('lets a caller be bound to its address', () => {
    const CALLERS = JSON.stringify([{ client: 'c', paths: ['/-/cds/event-broker/webhook'] }])
    expect(() => read({ CALLERS })).toThrow('CALLERS[0].paths')
    const VCAP_SERVICES = vcapServices([IDENTITY, EVENT_BROKER])
    expect(read({ CALLERS, VCAP_SERVICES }).callers).toHaveLength(1)
  })

  it('maps types, and takes whole origins alone', () => {
    expect(read({})).toMatchObject({ eventTypes: null, webhookOrigins: [] })
    expect(read({ EVENT_TYPES: '{"a.v1":"b"}' }).eventTypes).toEqual({ 'a.v1': 'b' })
    for (const EVENT_TYPES of ['[]', '{"a":1}', '{']) {
      expect(() => read({ EVENT_TYPES })).toThrow('EVENT_TYPES')
    }
    expect(read({ WEBHOOK_ORIGINS: 'a.example, https://b.example' }).webhookOrigins).toEqual([
      'a.example',
      'https://b.example',
    ])
    for (const WEBHOOK_ORIGINS of ['*', '*.a.example', 'https://a.example/path', 'http://a']) {
      expect(() => read({ WEBHOOK_ORIGINS })).toThrow('WEBHOOK_ORIGINS')
    }
  })
})
