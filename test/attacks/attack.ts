import { soapMessage } from '../support/soap-message.ts'
import type { End } from './expectation.ts'
import type { Forge } from './forge.ts'
import { PLANTED_BODY } from './planted.ts'
import { type RequestDeps, requestBytes } from './raw-http.ts'

/** One hostile request, or one that only looks so: then its end says that it is taken. */
export interface Attack {
  /** number of the attack table, CVE or RFC, and what is special */
  readonly name: string
  readonly end: End
  /** @param id identifies its refusal; an invalid request cannot contain it */
  readonly bytes: (forge: Forge, id: string) => string | Buffer
  /** pause between its bytes (ms); default: there is none */
  readonly trickleMs?: number
}

/** A token that comes in an otherwise faultless call. */
export type TokenAttack = readonly [name: string, end: End, token: (forge: Forge) => string]

/** A hostile part in an otherwise valid call with a valid token. */
export type CallAttack = readonly [
  name: string,
  end: End,
  parts: RequestDeps | ((forge: Forge) => RequestDeps),
]

export const HARMLESS_BODY = soapMessage([{ userId: PLANTED_BODY }])

export function withTokens(attacks: readonly TokenAttack[]): Attack[] {
  return attacks.map(([name, end, token]) => ({
    name,
    end,
    bytes: (forge, id) =>
      requestBytes(id, { headers: [`Authorization: Bearer ${token(forge)}`], body: HARMLESS_BODY }),
  }))
}

export function withGoodToken(attacks: readonly CallAttack[]): Attack[] {
  return attacks.map(([name, end, given]) => ({
    name,
    end,
    bytes: (forge, id) => {
      const parts = typeof given === 'function' ? given(forge) : given
      const headers = [`Authorization: Bearer ${forge.signed()}`, ...(parts.headers ?? [])]
      return requestBytes(id, { body: HARMLESS_BODY, ...parts, headers })
    },
  }))
}

/** The calls as they are: who wants a token among the headers puts it there. */
export function asTheyAre(attacks: readonly CallAttack[]): Attack[] {
  return attacks.map(([name, end, given]) => ({
    name,
    end,
    bytes: (forge, id) => {
      const parts = typeof given === 'function' ? given(forge) : given
      return requestBytes(id, { body: HARMLESS_BODY, ...parts })
    },
  }))
}
