import type { ConnectionFacts, ConnectionRefusal } from './connection-facts.ts'

/** A refusal that explains a failed connection. */
export interface RelevantRefusal {
  readonly refusal: ConnectionRefusal
  /**
   * authenticated: by the issuer; claimed: names a known client without authentication; stranger: all
   * other callers
   */
  readonly caller: 'authenticated' | 'claimed' | 'stranger'
}

/**
 * Pure: evaluates the latest call of each known client. A client is known after its first admission. Before
 * any admission, every authenticated client is known, and the latest call of a stranger counts, too. Skips
 * refusals that are marked as seen.
 */
export function relevantRefusals({ clients, refusals }: ConnectionFacts): RelevantRefusal[] {
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
    // A call with a stored message was itself admitted, possibly in the same millisecond.
    const isOver = refusal.step === 'event' ? refusal.at < found.since : refusal.at <= found.since
    return refusal.seen || isOver ? [] : [{ refusal, caller: found.caller }]
  })
}

interface FoundCaller {
  readonly caller: RelevantRefusal['caller']
  readonly key: string
  /** last admission of the client (ms) */
  readonly since: number
}

/** null = the call is not from a known client */
function callerOf(
  { isVerified, issuer, clientId }: ConnectionRefusal,
  admitted: ReadonlyMap<string, number>,
  admittedIds: ReadonlyMap<string, number>,
): FoundCaller | null {
  const noneAdmitted = admitted.size === 0
  if (isVerified) {
    const key = keyOf({ issuer: issuer ?? '', clientId: clientId ?? '' })
    const since = admitted.get(key)
    if (since === undefined && !noneAdmitted) return null
    return { caller: 'authenticated', key, since: since ?? 0 }
  }
  const since = admittedIds.get(clientId ?? '')
  if (since !== undefined) return { caller: 'claimed', key: clientId ?? '', since }
  return noneAdmitted ? { caller: 'stranger', key: '', since: 0 } : null
}

function keyOf({ issuer, clientId }: { readonly issuer: string; readonly clientId: string }) {
  return JSON.stringify([issuer, clientId])
}
