import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { JWTPayload } from 'jose'
import request from 'supertest'
import { clientClaims, NOW_SECONDS, xsuaaIssuer } from '../support/auth-fixtures.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import {
  type FakeIssuer,
  sign,
  startFakeIssuer,
  type TestKey,
  testKey,
} from '../support/fake-issuer.ts'
import { soapMessage } from '../support/soap-message.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const HOUR_MS = 3_600_000
/** A token of this issuer is good for days: it is the issuer's absence that is looked at. */
const EXP = NOW_SECONDS + 10 * 24 * 3_600

let key: TestKey
let newKey: TestKey
let sameId: TestKey
beforeAll(async () => {
  key = await testKey('key-1')
  newKey = await testKey('key-2')
  sameId = await testKey('key-1')
})

let bed: TestBed
let issuer: FakeIssuer
let now: number
let count: number

beforeEach(async () => {
  bed = await createTestBed()
  issuer = await startFakeIssuer([key.jwk])
  now = NOW_SECONDS * 1_000
  count = 0
})
afterEach(async () => {
  await bed.stop()
  await issuer.close()
})

/** A call waits as long as in production, unless the test is about calls that wait in vain. */
const start = ({ maxWaitMs = 20_000, fetchTimeoutMs = 5_000 } = {}) =>
  bed.startInstance({
    issuers: [xsuaaIssuer(issuer.url)],
    config: { maxWaitMs },
    trust: {
      now: () => now,
      fetchTimeoutMs,
      firstRetryMs: 20,
      maxRetryMs: 20,
      refreshMs: 50,
      cooldownMs: 100,
    },
  })

/** Never the same twice: what is remembered would need no keys. */
const token = (by = key, changes: Record<string, unknown> = {}): Promise<string> => {
  count += 1
  const claims: JWTPayload = clientClaims(issuer.url, { exp: EXP, jti: `t-${count}`, ...changes })
  return sign(claims, by)
}

const post = (instance: TestInstance, bearer: string) =>
  request(instance.url)
    .post('/http/successfactors/events')
    .set('Authorization', `Bearer ${bearer}`)
    .set('Content-Type', 'text/xml')
    .send(soapMessage([{}]))
const send = async (instance: TestInstance, bearer: string): Promise<number> =>
  (await post(instance, bearer)).status

/** Comes again after 503, as SuccessFactors does. */
async function sendUntilTaken(instance: TestInstance, bearer: string): Promise<number> {
  for (;;) {
    const status = await send(instance, bearer)
    if (status !== 503) return status
  }
}

/** Comes again only if a busy database was the reason, and never because of the keys. */
async function sendWithKnownKey(instance: TestInstance, bearer: string): Promise<number> {
  for (;;) {
    const { status, text } = await post(instance, bearer)
    if (status !== 503 || text.includes('keys of the token issuer')) return status
  }
}

const down = () => {
  issuer.instead = (_request, response) => response.writeHead(503).end()
}
const up = () => {
  issuer.instead = null
}
const kept = async () => (await bed.db.query('select source from issuer_keys')).rows.length
const asked = async (times: number) => {
  const before = issuer.calls
  await settledOrTimeout(() => issuer.calls >= before + times, 'the issuer to be asked')
}

const IMPATIENT = { maxWaitMs: 300, fetchTimeoutMs: 500 }

describe('an outage of the issuer', () => {
  it('at the first boot: 503 while it lasts, 200 at once when it ends, and the refusal says why', async () => {
    down()
    const instance = await start(IMPATIENT)
    expect(await send(instance, await token())).toBe(503)
    up()
    expect(await sendUntilTaken(instance, await token())).toBe(200)
    await settledOrTimeout(async () => {
      const { rows } = await bed.db.query(
        `select advice, claimed->>'clientId' as client from refusal where code = 'jwks_unavailable'`,
      )
      return (
        rows[0]?.client === 'sb-quay-sender!t77' && rows[0].advice.includes('keys of the issuer')
      )
    }, 'the refusal')
    expect(instance.log.some((line) => line.includes('the issuer cannot be reached'))).toBe(true)
    expect(instance.log.some((line) => line.includes('can be reached again'))).toBe(true)
  })

  it('of an hour: tokens of known keys go on, forged ones get no better answer than 503', async () => {
    const instance = await start(IMPATIENT)
    expect(await sendUntilTaken(instance, await token())).toBe(200)
    const known = await token()
    expect(await sendUntilTaken(instance, known)).toBe(200)
    down()
    now += HOUR_MS
    await asked(3)
    expect(await sendWithKnownKey(instance, await token())).toBe(200)
    expect(await sendWithKnownKey(instance, known)).toBe(200)
    expect(await send(instance, await token(newKey))).toBe(503)
    expect(await sendWithKnownKey(instance, await token(key, { exp: NOW_SECONDS }))).toBe(401)
    expect(
      await sendWithKnownKey(instance, await token(newKey, { iss: 'https://evil.example' })),
    ).toBe(401)
    up()
    await asked(2)
    expect(await sendUntilTaken(instance, await token(newKey))).toBe(401)
  })

  it('of more than a day: its keys are no longer trusted', async () => {
    const instance = await start(IMPATIENT)
    expect(await sendUntilTaken(instance, await token())).toBe(200)
    down()
    await asked(3)
    now += 24 * HOUR_MS + 1_000
    expect(await send(instance, await token())).toBe(503)
    up()
    await asked(1)
    expect(await sendUntilTaken(instance, await token())).toBe(200)
  })

  it('with a restart of the service meanwhile: the last good keys come from the database', async () => {
    const first = await start(IMPATIENT)
    expect(await sendUntilTaken(first, await token())).toBe(200)
    await settledOrTimeout(async () => (await kept()) === 1, 'the keys to be kept')
    await first.stop()
    down()
    const second = await start(IMPATIENT)
    expect(await sendUntilTaken(second, await token())).toBe(200)
    expect(await send(second, await token(newKey))).toBe(503)
    await second.stop()
    await bed.db.query(`update issuer_keys set served_at = served_at - interval '25 hours'`)
    const third = await start(IMPATIENT)
    expect(await send(third, await token())).toBe(503)
  })

  it.each<[string, (issuer: FakeIssuer) => void]>([
    [
      'hangs',
      (one) => {
        one.instead = () => undefined
      },
    ],
    [
      'serves rubbish',
      (one) => {
        one.instead = (_request, response) => response.end('<html>maintenance</html>')
      },
    ],
    [
      'serves no keys',
      (one) => {
        one.keys = []
      },
    ],
  ])('that %s at boot: 503, and 200 once it serves keys', async (_name, breakDown) => {
    breakDown(issuer)
    const instance = await start(IMPATIENT)
    expect(await send(instance, await token())).toBe(503)
    up()
    issuer.keys = [key.jwk]
    await asked(2)
    expect(await sendUntilTaken(instance, await token())).toBe(200)
  })
})

describe('a rotation of the keys', () => {
  it('refuses no call: the new key counts at once, also under the old id', async () => {
    const instance = await start()
    expect(await send(instance, await token())).toBe(200)
    issuer.keys = [key.jwk, newKey.jwk]
    expect(await send(instance, await token(newKey))).toBe(200)
    issuer.keys = [sameId.jwk]
    expect(await send(instance, await token(sameId))).toBe(200)
  })

  it('refuses no call in a flood of forged tokens, which still costs one fetch per cooldown', async () => {
    const instance = await start()
    expect(await send(instance, await token())).toBe(200)
    const forged = await Promise.all(Array.from({ length: 30 }, () => token(sameId)))
    const before = issuer.calls
    const since = performance.now()
    const flood = forged.map((bearer) => send(instance, bearer))
    await settledOrTimeout(() => issuer.calls > before, 'the flood to cost a fetch')
    issuer.keys = [key.jwk, newKey.jwk]
    expect(await send(instance, await token(newKey))).toBe(200)
    expect(new Set(await Promise.all(flood))).toEqual(new Set([401]))
    // Each 100 ms one for the flood, each 50 ms one in the background.
    const fetches = (performance.now() - since) / 50 + (performance.now() - since) / 100
    expect(issuer.calls - before).toBeLessThanOrEqual(Math.ceil(fetches) + 1)
  })

  it('lets go of a withdrawn key, for remembered tokens as well', async () => {
    const instance = await start()
    const old = await token()
    expect(await send(instance, old)).toBe(200)
    issuer.keys = [newKey.jwk]
    await asked(2)
    expect(await send(instance, old)).toBe(401)
    expect(await send(instance, await token(newKey))).toBe(200)
  })
})
