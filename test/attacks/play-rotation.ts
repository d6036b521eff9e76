import { plainIssuer } from '../support/auth-fixtures.ts'
import { startFakeIssuer, type TestKey, testKey } from '../support/fake-issuer.ts'
import type { TestBed, TestInstance } from '../support/test-service.ts'
import { compact, createForge, type ForgeKeys, rsa } from './forge.ts'
import { exchange, requestBytes } from './raw-http.ts'
import { COOLDOWN_MS } from './stage.ts'
import { refusalsKept } from './stored-refusals.ts'

/** How calls end while the keys of an issuer change and while it is out; 200 = they are taken. */
export const ROTATION = {
  'RFC 7517 5 a token of the first key': 200,
  'RFC 7517 5 a token of the key that follows it, at once': 200,
  'RFC 7517 5 the first token again, its key withdrawn': 401,
  'RFC 7517 5 another token of the withdrawn key': 401,
  'RFC 7517 5 a token of the present key while the issuer is out': 200,
  'RFC 7517 5 a remembered token while the issuer is out': 200,
  'RFC 7517 5 a token of the kept key after a restart while the issuer is out': 200,
  'RFC 7517 5 calls at the issuer': 3,
} as const

/** of every call of it */
export const ROTATION_ID = 'rotation'

export type RotationStep = keyof typeof ROTATION

export async function playRotation(
  bed: TestBed,
  keys: ForgeKeys,
): Promise<Record<RotationStep, number>> {
  const next = await testKey('key-2')
  const issuer = await startFakeIssuer([keys.rsa.jwk])
  const forge = createForge(issuer.url, issuer.url, keys)
  const start = () =>
    bed.startInstance({
      environment: { ROLE: 'ingest' },
      trust: { cooldownMs: COOLDOWN_MS },
      issuers: [plainIssuer(issuer.url)],
    })
  const token = (key: TestKey, jti: string) =>
    compact(forge.header({ kid: key.kid }), forge.plainClaims('', { jti }), rsa(key))
  const call = async ({ url }: TestInstance, bearer: string) => {
    const headers = [`Authorization: Bearer ${bearer}`]
    const { answers } = await exchange(url, requestBytes(ROTATION_ID, { method: 'GET', headers }))
    return answers[0]?.status ?? 0
  }
  const instance = await start()
  const first = token(keys.rsa, '1')
  const second = token(next, '2')
  const firstCame = await call(instance, first)
  issuer.keys = [next.jwk]
  const secondCame = await call(instance, second)
  const withdrawn = await Promise.all([call(instance, first), call(instance, token(keys.rsa, '3'))])
  const { calls } = issuer
  // by the service's own clock, not because it stops
  await refusalsKept(bed.db, ROTATION_ID, 2)
  issuer.instead = (_request, response) => response.writeHead(500).end()
  const present = await call(instance, token(next, '4'))
  const remembered = await call(instance, second)
  const restarted = await start()
  const kept = await call(restarted, token(next, '5'))
  await instance.stop()
  await restarted.stop()
  await issuer.close()
  return {
    'RFC 7517 5 a token of the first key': firstCame,
    'RFC 7517 5 a token of the key that follows it, at once': secondCame,
    'RFC 7517 5 the first token again, its key withdrawn': withdrawn[0],
    'RFC 7517 5 another token of the withdrawn key': withdrawn[1],
    'RFC 7517 5 a token of the present key while the issuer is out': present,
    'RFC 7517 5 a remembered token while the issuer is out': remembered,
    'RFC 7517 5 a token of the kept key after a restart while the issuer is out': kept,
    'RFC 7517 5 calls at the issuer': calls,
  }
}
