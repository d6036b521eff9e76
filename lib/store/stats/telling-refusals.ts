import type { ConnectionFacts, ConnectionRefusal } from './connection-facts.ts'

/** A refusal that shows why SuccessFactors does not get further. */
export interface TellingRefusal {
  readonly refusal: ConnectionRefusal
  /**
   * proved: the issuer vouches for the client; claimed: the call names a known client, and nobody vouches
   * for it; stranger: anybody else
   */
  readonly caller: 'authenticated' | 'claimed' | 'stranger'
}

/**
 * Pure: each known client is judged by its latest call. A client is known once it was let in; as long as
 * none was, every proved client is, and the latest stranger's call is all there is to go by. A refusal
 * that somebody has marked as seen tells nothing.
 */
export function tellingRefusals({ clients, refusals }: ConnectionFacts): TellingRefusal[] {
  const admitted = new Map(clients.map((client) => [keyOf(client), client.admitted]))
  const admittedIds = new Map<string, number>()
  for (const { clientId, admitted: at } of clients) {
    admittedIds.set(clientId, Math.max(at, admittedIds.get(clientId) ?? 0))
  }
  const judged = new Set<string>()
  return refusals.flatMap((refusal) => {
    const found = callerOf(refusal, admitted, admittedIds)
    if (found === null) return []
    const who = `${found.caller} ${found.key}`
    if (judged.has(who)) return []
    judged.add(who)
    // A call whose message is kept was let in itself, at the earliest in the same millisecond.
    const isOver = refusal.step === 'event' ? refusal.at < found.since : refusal.at <= found.since
    return refusal.seen || isOver ? [] : [{ refusal, caller: found.caller }]
  })
}

interface FoundCaller {
  readonly caller: TellingRefusal['caller']
  readonly key: string
  /** when the client was let in last (ms) */
  readonly since: number
}

/** null = the call says nothing of the known clients */
function callerOf(
  { isVerified, issuer, clientId }: ConnectionRefusal,
  admitted: ReadonlyMap<string, number>,
  admittedIds: ReadonlyMap<string, number>,
): FoundCaller | null {
  const nobodyYet = admitted.size === 0
  if (isVerified) {
    const key = keyOf({ issuer: issuer ?? '', clientId: clientId ?? '' })
    const since = admitted.get(key)
    if (since === undefined && !nobodyYet) return null
    return { caller: 'authenticated', key, since: since ?? 0 }
  }
  const since = admittedIds.get(clientId ?? '')
  if (since !== undefined) return { caller: 'claimed', key: clientId ?? '', since }
  return nobodyYet ? { caller: 'stranger', key: '', since: 0 } : null
}

function keyOf({ issuer, clientId }: { readonly issuer: string; readonly clientId: string }) {
  return JSON.stringify([issuer, clientId])
}
