import { readFile } from 'node:fs/promises'
import { afterEach, describe, expect, it } from '@jest/globals'
import { HTTP } from 'cloudevents'
import { readReadyMade } from '../../lib/handlers/ready-made/read-ready-made.ts'
import { createDestinations } from '../../lib/outbound/destinations/create-destinations.ts'
import { aHire, deliver } from '../../lib/testing.ts'
import {
  type ReceivedCall,
  type RecordingTarget,
  startRecordingTarget,
} from '../support/recording-target.ts'

const DOCUMENT = new URL('../../docs/ready-made-handlers.md', import.meta.url)
const HIRE = 'com.successfactors.Employment.AssignmentInformation.Hire'

/** The messaging REST API of SAP Event Mesh: what it refuses, by its documentation. */
function answerOfEventMesh({ url, method, headers }: ReceivedCall): number {
  const topic = /^\/messagingrest\/v1\/topics\/([^/?]+)\/messages$/.exec(url)?.[1]
  if (topic === undefined || method !== 'POST') return 404
  if (!/^[01]$/.test(String(headers['x-qos']))) return 400
  return decodeURIComponent(topic).startsWith('acme/hr/1/') ? 204 : 403
}

/** The REST interface of a Solace broker: a persistent message is acknowledged by 200. */
function answerOfBroker({ url, method, headers }: ReceivedCall): number {
  if (method !== 'POST' || !url.startsWith('/TOPIC/')) return 404
  return headers['solace-delivery-mode'] === 'Persistent' ? 200 : 202
}

describe('the recipes for brokers', () => {
  let target: RecordingTarget
  afterEach(() => target.close())

  it.each([
    ['event-mesh', answerOfEventMesh, `/messagingrest/v1/topics/acme%2Fhr%2F1%2F${HIRE}/messages`],
    ['advanced-event-mesh', answerOfBroker, `/TOPIC/acme/hr/${HIRE}/20001`],
  ])('%s takes a CloudEvent', async (name, statusOf, url) => {
    const text = await readFile(DOCUMENT, 'utf8')
    const [, json = ''] =
      new RegExp(`json srv/handlers/${name}\\.json\\n(.*?)\`\`\``, 's').exec(text) ?? []
    const made = readReadyMade(json)
    if ('mistakes' in made) throw new Error(made.mistakes.join('; '))
    target = await startRecordingTarget((call, response) => {
      response.writeHead(statusOf(call)).end()
    })
    const login = { kind: 'basic', user: 'u', password: 'p' } as const
    const source = createDestinations({
      named: new Map([[name, { url: target.url, login }]]),
      bound: false,
    })
    const statuses: number[] = []
    const { outcome } = await deliver(made.definition, aHire({ company: 'ACME' }), {
      destinations: {
        async [name]({ path, headers, body }) {
          const options = { headers, body: body as string, accepts: 'any' } as const
          const { status } = await source.destination(name).post(path, options)
          statuses.push(status)
          return { status }
        },
      },
    })
    expect({ outcome, statuses }).toEqual({
      outcome: 'completed',
      statuses: [name === 'event-mesh' ? 204 : 200],
    })
    const [call] = target.calls
    expect(call?.url).toBe(url)
    const { headers = {}, body = '' } = call ?? {}
    expect(headers.authorization).toMatch(/^Basic /)
    expect(HTTP.toEvent({ headers, body })).toMatchObject({ type: HIRE, subject: '20001' })
  })
})
