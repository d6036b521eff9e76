import type { TrustedIssuer } from '../../lib/auth/trusted-issuer.ts'
import { type FakeIssuer, startFakeIssuer } from '../support/fake-issuer.ts'
import type { InstanceOptions, TestBed, TestInstance } from '../support/test-service.ts'
import { brokerClaims, compact, createForge, ecdsa, type Forge, type ForgeKeys } from './forge.ts'
import { exchange, requestBytes } from './raw-http.ts'
import { trusted } from './trusted.ts'

/** between two fetches of a set of keys */
export const COOLDOWN_MS = 3_000

/** An instance of the service, the issuers that it trusts, and a server that it must never call. */
export interface Stage {
  readonly bed: TestBed
  readonly instance: TestInstance
  readonly forge: Forge
  readonly issuer: FakeIssuer
  readonly attacker: FakeIssuer
  close(): Promise<void>
}

export interface StageOptions extends Omit<InstanceOptions, 'issuers'> {
  /** trusted as well */
  readonly also?: readonly TrustedIssuer[]
}

export async function openStage(
  bed: TestBed,
  keys: ForgeKeys,
  { also = [], environment, ...options }: StageOptions = {},
): Promise<Stage> {
  const issuer = await startFakeIssuer([keys.rsa.jwk, keys.ec.jwk])
  const attacker = await startFakeIssuer([keys.attacker.jwk, keys.attackerEc.jwk])
  const instance = await bed.startInstance({
    trust: { cooldownMs: COOLDOWN_MS },
    ...options,
    environment: { ROLE: 'ingest', ...environment },
    issuers: [...trusted(issuer.url), ...also],
  })
  const forge = createForge(issuer.url, attacker.url, keys)
  const stage = { bed, instance, forge, issuer, attacker }
  await learnKeys(stage)
  return {
    ...stage,
    async close() {
      await instance.stop()
      await issuer.close()
      await attacker.close()
    },
  }
}

/** From here on no call is due: a good token waits until the keys of its issuer are there. */
async function learnKeys({ instance, forge }: Pick<Stage, 'instance' | 'forge'>): Promise<void> {
  const tokens = [
    forge.signed(),
    forge.signed(forge.iasClaims()),
    forge.signed(brokerClaims(forge, ['harbour!b7'])),
    compact(
      { alg: 'ES256', kid: 'ec-1' },
      forge.plainClaims('/ec'),
      ecdsa(forge.keys.ec.privateKey),
    ),
  ]
  for (const token of tokens) {
    const { answers } = await exchange(
      instance.url,
      requestBytes('first', { method: 'GET', headers: [`Authorization: Bearer ${token}`] }),
    )
    if (answers[0]?.status !== 200) throw new Error(`a good token was refused: ${answers[0]?.body}`)
  }
}
