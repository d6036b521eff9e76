import type { ServerResponse } from 'node:http'
import { describe, expect, it } from '@jest/globals'
import type { AuthenticatorOptions } from '../../lib/auth/tokens/authenticate.ts'
import { authenticatorBed, refused } from '../support/authenticator-bed.ts'
import { type FakeIssuer, sign, until } from '../support/fake-issuer.ts'

const bed = authenticatorBed()
const { claims, call } = bed
/** A call waits as long as in production, unless the test is about calls that wait in vain. */
const trust = (options: AuthenticatorOptions = {}) => bed.trust({ keyWaitMs: 20_000, ...options })
const IMPATIENT = { keyWaitMs: 50 }
/** As a sender that comes again after 503, however long the first fetch takes. */
async function accepted(token: string) {
  for (;;) {
    const answer = await call(token).catch((error: { code: string }) => error)
    if (!('code' in answer)) return answer
    expect(answer.code).toBe('jwks_unavailable')
  }
}

describe('rotation', () => {
  it('finds a new key at once', async () => {
    trust()
    await accepted(await sign(claims(), bed.key))
    bed.issuer.keys = [bed.key.jwk, bed.newKey.jwk]
    expect((await call(await sign(claims(), bed.newKey))).person).toBe(false)
    expect(bed.issuer.calls).toBe(2)
  })

  it('finds a new key under the old id', async () => {
    trust()
    await accepted(await sign(claims(), bed.key))
    bed.issuer.keys = [bed.attacker.jwk]
    expect((await call(await sign(claims(), bed.attacker))).person).toBe(false)
  })

  it('lets go of a withdrawn bed.key, also for remembered tokens', async () => {
    trust({ refreshMs: 10 })
    const token = await sign(claims(), bed.key)
    await accepted(token)
    bed.issuer.keys = [bed.newKey.jwk]
    const before = bed.issuer.calls
    await until(() => bed.issuer.calls > before + 1)
    await expect(call(token)).rejects.toEqual(refused('token_key_unknown'))
  })
})

describe('a flood of forged tokens', () => {
  it('costs one fetch per cooldown', async () => {
    trust()
    await accepted(await sign(claims(), bed.key))
    const flood = await Promise.all(
      Array.from({ length: 300 }, (_, index) =>
        sign(claims(), bed.attacker, { kid: `random-${index}` }),
      ),
    )
    const answers = await Promise.all(flood.map((token) => call(token).catch(({ code }) => code)))
    expect(new Set(answers)).toEqual(new Set(['token_key_unknown']))
    expect(bed.issuer.calls).toBe(2)
    bed.now += 30_000
    await Promise.all(flood.map((token) => call(token).catch(() => null)))
    expect(bed.issuer.calls).toBe(3)
  })

  it('costs no fetch with random issuers and tenants before the keys are known', async () => {
    trust()
    for (let index = 0; index < 100; index += 1) {
      const iss = `https://tenant-${index}.example/oauth/token`
      await call(await sign(claims({ iss, zid: `${index}` }), bed.attacker)).catch(() => null)
    }
    expect(bed.issuer.calls).toBe(0)
  })
})

describe('an outage of the issuer', () => {
  it.each<[string, (issuer: FakeIssuer) => void]>([
    [
      'answers 500',
      (one) => {
        one.instead = (_request, response) => response.writeHead(500).end()
      },
    ],
    [
      'answers 404',
      (one) => {
        one.instead = (_request, response) => response.writeHead(404).end()
      },
    ],
    [
      'redirects',
      (one) => {
        one.instead = (request, response) => {
          if (request.url === '/elsewhere') response.end(JSON.stringify({ keys: one.keys }))
          else response.writeHead(302, { location: '/elsewhere' }).end()
        }
      },
    ],
    [
      'hangs',
      (one) => {
        one.instead = () => {}
      },
    ],
    [
      'hangs in its answer',
      (one) => {
        one.instead = (_request, response) => response.write('{"keys":[')
      },
    ],
    [
      'closes',
      (one) => {
        one.instead = (request) => request.socket.destroy()
      },
    ],
    [
      'serves no JSON',
      (one) => {
        one.instead = (_request, response) => response.end('<html>')
      },
    ],
    [
      'serves no key set',
      (one) => {
        one.instead = (_request, response) => response.end('{"keys":{}}')
      },
    ],
    [
      'serves no keys',
      (one) => {
        one.keys = []
      },
    ],
    [
      'serves weak keys',
      (one) => {
        one.keys = [bed.weakKey.jwk]
      },
    ],
    [
      'serves too much',
      (one) => {
        one.instead = (_request, response) => endless(response)
      },
    ],
  ])('is no reason to blame the token: the issuer %s', async (_name, breakDown) => {
    breakDown(bed.issuer)
    trust({ ...IMPATIENT, fetchTimeoutMs: 30 })
    const token = await sign(claims(), bed.key)
    await expect(call(token)).rejects.toEqual(refused('jwks_unavailable'))
    bed.issuer.instead = null
    bed.issuer.keys = [bed.key.jwk]
    await until(() => bed.issuer.calls > 0)
    expect((await accepted(token)).person).toBe(false)
  })

  it('is what a key set beyond the size limit counts as', async () => {
    const { length } = JSON.stringify({ keys: [bed.key.jwk] })
    trust({ ...IMPATIENT, maxAnswerBytes: length - 1 })
    const token = await sign(claims(), bed.key)
    await expect(call(token)).rejects.toEqual(refused('jwks_unavailable'))
    bed.authenticator.close()
    trust({ maxAnswerBytes: length })
    expect((await call(token)).person).toBe(false)
  })

  it('is waited for', async () => {
    bed.issuer.instead = (_request, response) => response.writeHead(503).end()
    trust()
    const waiting = call(await sign(claims(), bed.key))
    await until(() => bed.issuer.calls > 2)
    bed.issuer.instead = null
    expect((await waiting).person).toBe(false)
  })

  it('does not concern tokens whose key is known', async () => {
    trust({ refreshMs: 5 })
    await accepted(await sign(claims(), bed.key))
    bed.issuer.instead = (_request, response) => response.writeHead(500).end()
    const before = bed.issuer.calls
    await until(() => bed.issuer.calls > before + 2)
    bed.now += 3_000_000
    expect((await call(await sign(claims({ jti: 'another' }), bed.key))).person).toBe(false)
  })

  it('begins at start-up without stopping it', async () => {
    bed.issuer.instead = (_request, response) => response.writeHead(500).end()
    trust()
    bed.authenticator.start()
    await until(() => bed.issuer.calls > 1)
    bed.issuer.instead = null
    expect((await accepted(await sign(claims(), bed.key))).person).toBe(false)
  })

  function endless(response: ServerResponse): void {
    const chunk = Buffer.alloc(64 * 1024, ' ')
    const more = () => {
      while (!response.destroyed && response.write(chunk));
      if (!response.destroyed) response.once('drain', more)
    }
    more()
  }
})
