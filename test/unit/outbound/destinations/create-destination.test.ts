import { describe, expect, it } from '@jest/globals'
import { createDestination } from '../../../../lib/outbound/destinations/create-destination.ts'
import { answerOf, type CallOptions } from '../../../../lib/outbound/destinations/destination.ts'

function answering(status: number, headers: Record<string, string> = {}, body = '') {
  return createDestination('erp', async () =>
    answerOf(status, new Headers(headers), Buffer.from(body)),
  )
}

async function errorOf(status: number, headers: Record<string, string>, options?: CallOptions) {
  return answering(status, headers)
    .get('/users/7', options)
    .then(
      () => null,
      (error: unknown) => error,
    )
}

describe('a destination', () => {
  it('gives an answer of 2xx with its body', async () => {
    const answer = await answering(200, {}, '{"id":7}').get('/users/7')
    expect([answer.status, answer.ok, answer.json(), answer.text()]).toEqual([
      200,
      true,
      { id: 7 },
      '{"id":7}',
    ])
  })

  it('has no JSON where the body is empty', async () => {
    expect((await answering(204).delete('/users/7')).json()).toBeUndefined()
  })

  it('says what came instead of JSON, without its text', async () => {
    const headers = { 'content-type': 'text/html; charset=utf-8' }
    const page = await answering(200, headers, '<p>Jane Doe</p>').get('/users/7')
    const text = 'expected an answer in JSON, got another one (text/html)'
    expect(() => page.json()).toThrow(new SyntaxError(text))
    const plain = await answering(200, {}, '{"name":').get('/users/7')
    expect(() => plain.json()).toThrow('got another one (no media type)')
  })

  it('makes every other status an error with that status, for the circuit', async () => {
    expect(await errorOf(503, { 'retry-after': '300' })).toMatchObject({
      name: 'DestinationError',
      code: 'http_503',
      status: 503,
      destination: 'erp',
      retryAfterMs: 300_000,
    })
    expect(await errorOf(404, {})).toMatchObject({ code: 'http_404', retryAfterMs: null })
  })

  it('takes the statuses that were asked for as answers', async () => {
    expect(await errorOf(404, {}, { accepts: [404] })).toBeNull()
    expect(await errorOf(409, {}, { accepts: [404] })).toMatchObject({ code: 'http_409' })
    expect(await errorOf(500, {}, { accepts: 'any' })).toBeNull()
  })

  it('rejects a redirect, which it does not follow', async () => {
    expect(await errorOf(302, { location: 'https://elsewhere.example' })).toMatchObject({
      message: 'expected HTTP 2xx from GET at "erp", got 302: redirects are not followed',
    })
  })

  it('shows the answer to the handler, but not in a printed error', async () => {
    const error = await answering(422, {}, 'Jana Probst is unknown')
      .get('/users/7')
      .then(
        () => null,
        (thrown: { answer: { text(): string } }) => thrown,
      )
    expect(error?.answer.text()).toBe('Jana Probst is unknown')
    expect(JSON.stringify(error)).not.toContain('Jana')
  })
})
