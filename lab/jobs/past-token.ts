import { fetchToken } from '../bench/stage/fetch-token.ts'
import type { Stage } from '../bench/stage/open-stage.ts'

/** A token that the issuer, which runs in this process, signs as if it were another time. */
export async function pastToken({ issuer }: Stage, offsetMs: number): Promise<string> {
  const now = Date.now
  Date.now = () => now() + offsetMs
  try {
    return await fetchToken(issuer, 'successfactors')
  } finally {
    Date.now = now
  }
}
