import { decodeJwt } from 'jose'
import type { Fetch } from '../../http/bounded-fetch.ts'

/** Makes one token request whose id token has to name this issuer. */
type TokenRequest<Answer> = (issuer: string, fetch: Fetch) => Promise<Answer>

/**
 * Validates the id token of one token request against the issuer that it names, if that is one of the
 * accepted issuers. openid-client compares with a single issuer, but SAP's issuers have several names.
 *
 * A code and a refresh token work once. So a second validation reads the answer of the first request.
 * @param expected tried first; one of the accepted issuers
 */
export async function byAcceptedIssuer<Answer>(
  accepted: readonly string[],
  expected: string,
  fetch: Fetch,
  request: TokenRequest<Answer>,
): Promise<Answer> {
  const received: { answer?: Response } = {}
  const askOnce: Fetch = async (url, options) => {
    received.answer ??= await fetch(url, options)
    return received.answer.clone()
  }
  try {
    return await request(expected, askOnce)
  } catch (error) {
    const named = received.answer === undefined ? null : await issuerNamedIn(received.answer)
    if (named === null || named === expected || !accepted.includes(named)) throw error
    return request(named, askOnce)
  }
}

/** The issuer that the id token of an answer claims; null = it has none. */
async function issuerNamedIn(answer: Response): Promise<string | null> {
  try {
    const { id_token: idToken } = (await answer.clone().json()) as { id_token?: unknown }
    return typeof idToken === 'string' ? (decodeJwt(idToken).iss ?? null) : null
  } catch {
    return null
  }
}
