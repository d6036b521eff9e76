import { describe, expect, it } from '@jest/globals'
import { readReadyMade } from '../../../../lib/handlers/ready-made/read-ready-made.ts'
import { aHire, anEvent, deliver } from '../../../../lib/testing.ts'

const read = readReadyMade('{"use":"publish","destination":"sink","on":"*"}')
if ('mistakes' in read) throw new Error(read.mistakes.join('; '))
const { definition } = read

describe('a ready-made handler', () => {
  it.each([400, 405, 406, 410, 413, 414, 415, 422])('is refused for good by %i', async (status) => {
    const { outcome, attempts } = await deliver(definition, aHire(), {
      destinations: { sink: () => ({ status }) },
    })
    expect(outcome).toBe('rejected')
    expect(attempts).toHaveLength(1)
  })

  // 409: the target is still at the first call with this key.
  it.each([401, 403, 404, 409, 429, 500])('tries again after %i', async (status) => {
    const statuses = [status, 202]
    const { outcome, outbound } = await deliver(definition, aHire(), {
      destinations: { sink: () => ({ status: statuses.shift() ?? 500 }) },
    })
    expect(outcome).toBe('completed')
    expect(new Set(outbound.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
  })
})

describe('the request of a ready-made handler', () => {
  const request = async (settings: object, event = aHire(), use = 'publish') => {
    const text = JSON.stringify({ use, destination: 'sink', on: '*', ...settings })
    const made = readReadyMade(text)
    if ('mistakes' in made) throw new Error(made.mistakes.join('; '))
    const { outbound, reason } = await deliver(made.definition, event, {
      destinations: { sink: () => ({ status: 204 }) },
    })
    return { ...outbound[0], reason }
  }
  const HIRE = 'com.successfactors.Employment.AssignmentInformation.Hire'

  it('has type and key in its path', async () => {
    expect((await request({ path: '/t/{type}/{key}/{type}?a=1' })).path).toBe(
      `/t/${HIRE}/20001/${HIRE}?a=1`,
    )
    const odd = anEvent({ type: 'a/b?c', keys: { userId: '1/2 #' } })
    expect((await request({ path: '/{type}/{key}' }, odd)).path).toBe('/a%2Fb%3Fc/1%2F2%20%23')
    const nobody = anEvent({ type: 'a', messageId: 'm', ordinal: 3 })
    expect((await request({ path: '/{key}' }, nobody)).path).toBe('/m-3')
  })

  it.each([null, '', '.', '..'])('is not sent to another path: %j', async (type) => {
    const { path, reason } = await request({ path: '/a/{type}/b' }, anEvent({ type }))
    expect({ path, reason }).toEqual({
      path: undefined,
      reason: 'expected an event with a type that can be part of a path',
    })
  })

  it('has the headers of the file, but for those of the message', async () => {
    const { headers } = await request({ headers: { 'X-QoS': '1', Accept: 'text/plain' } })
    expect(headers).toMatchObject({
      ...{ 'x-qos': '1', accept: 'text/plain' },
      ...{ 'content-type': 'application/cloudevents+json' },
    })
  })
})
