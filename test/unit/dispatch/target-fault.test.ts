import { describe, expect, it } from '@jest/globals'
import type { AttemptEnd } from '../../../lib/dispatch/attempt-end.ts'
import { isTargetFault } from '../../../lib/dispatch/target-fault.ts'
import { ReceiverError } from '../../../lib/errors.ts'
import { RateLimited } from '../../../lib/outbound/successfactors/rate-limit-gate.ts'
import { RejectError, RetryAfterError, TargetUnavailableError } from '../../../lib/outcomes.ts'

const withFields = (fields: object) => Object.assign(new Error('x'), fields)
const failed = (error: unknown): AttemptEnd => ({ kind: 'failed', error })
const refused = withFields({ code: 'ECONNREFUSED' })

function nested(depth: number): Error {
  let error: Error = refused
  for (let level = 1; level < depth; level += 1) error = new Error('outer', { cause: error })
  return error
}

describe('a target fault', () => {
  it.each<[string, unknown]>([
    ['targetDown()', new TargetUnavailableError('no')],
    ['a refused connection', refused],
    ['a reset connection', withFields({ code: 'ECONNRESET' })],
    ['a name that is not found', withFields({ code: 'ENOTFOUND' })],
    ['a resolver that is away', withFields({ code: 'EAI_AGAIN' })],
    ["undici's time-out", withFields({ code: 'UND_ERR_HEADERS_TIMEOUT' })],
    ['a socket that broke', withFields({ code: 'UND_ERR_SOCKET' })],
    [
      'a certificate of an unknown authority',
      withFields({ code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' }),
    ],
    ['a certificate that is not valid yet', withFields({ code: 'CERT_NOT_YET_VALID' })],
    ['plain HTTP on a port for TLS', withFields({ code: 'ERR_SSL_WRONG_VERSION_NUMBER' })],
    [
      'a client certificate that has expired',
      withFields({ code: 'ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_EXPIRED' }),
    ],
    ['an answer that is no HTTP', withFields({ code: 'not_http' })],
    ["undici's answer that is no HTTP", withFields({ name: 'HTTPParserError' })],
    ["Node's answer that is no HTTP", withFields({ code: 'HPE_INVALID_CONSTANT' })],
    ['an answer with another length', withFields({ code: 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' })],
    ['an answer with broken compression', withFields({ code: 'Z_DATA_ERROR' })],
    ['AbortSignal.timeout', new DOMException('late', 'TimeoutError')],
    ['status 500', withFields({ status: 500 })],
    ['statusCode 503', withFields({ statusCode: 503 })],
    ['response.status 502', withFields({ response: { status: 502 } })],
    ['a refused login', withFields({ status: 401 })],
    ['a refused login at a proxy', withFields({ response: { status: 407 } })],
    ["fetch's cause", new TypeError('fetch failed', { cause: refused })],
    ['a cause in the fourth place', nested(4)],
    ['a plain object', { status: 504 }],
  ])('is %s', (_what, error) => {
    expect(isTargetFault(failed(error))).toBe(true)
  })

  it('is a time limit', () => {
    expect(isTargetFault({ kind: 'timed-out', error: new Error('late') })).toBe(true)
  })

  it.each([
    ['a pause that came with 503', { cause: withFields({ status: 503 }) }, true],
    ['a pause that came with 429', { cause: withFields({ status: 429 }) }, false],
    ['a pause of others', {}, false],
  ])('of %s: %j is %s', (_what, options, isFault) => {
    const error = new RateLimited('successfactors', 300_000, options)
    expect(isTargetFault({ kind: 'rate-limited', pauseMs: 300_000, error })).toBe(isFault)
  })

  it.each<[string, unknown]>([
    ['an error of the code', new TypeError('x is undefined')],
    ['a missing right for one event', withFields({ status: 403 })],
    ['status 404', withFields({ status: 404 })],
    ['status 429', withFields({ status: 429 })],
    ['a status that is no number', withFields({ status: '503' })],
    ['another code', withFields({ code: 'ENOENT' })],
    ['an aborted signal', new DOMException('aborted', 'AbortError')],
    ['a cause in the fifth place', nested(5)],
    ['nothing', undefined],
    ['null', null],
    ['a text', 'ECONNREFUSED'],
    ['an object without a prototype', Object.create(null)],
    ['our own database', new ReceiverError('database_unavailable', 'x', { cause: refused })],
  ])('is not %s', (_what, error) => {
    expect(isTargetFault(failed(error))).toBe(false)
  })

  it('is nothing that throws when it is looked at', () => {
    const trap = new Proxy(
      {},
      {
        get: () => {
          throw new Error('no')
        },
        getPrototypeOf: () => {
          throw new Error('no')
        },
      },
    )
    expect(isTargetFault(failed(trap))).toBe(false)
    expect(isTargetFault(failed({ cause: trap, code: 'x' }))).toBe(false)
  })

  it('ends at a cause that is its own cause', () => {
    const error = new Error('x')
    error.cause = error
    expect(isTargetFault(failed(error))).toBe(false)
  })

  it.each<AttemptEnd>([
    { kind: 'completed' },
    { kind: 'rejected', error: new RejectError('no') },
    { kind: 'retry-after', delayMs: 1, error: new RetryAfterError(1, 'later') },
    { kind: 'released' },
    { kind: 'given-up' },
    { kind: 'unreadable' },
  ])('is no end of the kind $kind', (end) => {
    expect(isTargetFault(end)).toBe(false)
  })
})
