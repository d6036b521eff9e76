import { RequestRefusal } from './request-refusal.ts'

const MAX_STREAMS = 200
/** Per credential, so that one browser with many tabs does not block others. */
const MAX_OF_ONE = 10
const RETRY_AFTER_SECONDS = 30

/** Limits the live streams of this instance, in total and per credential. */
export interface StreamPlaces {
  /** @throws RequestRefusal too_many_streams */
  take(credential: string): void
  leave(credential: string): void
}

export function createStreamPlaces(): StreamPlaces {
  /** credentials with an open stream: at most MAX_STREAMS */
  const open = new Map<string, number>()
  let all = 0
  return {
    take(credential) {
      const own = open.get(credential) ?? 0
      if (own >= MAX_OF_ONE)
        throw tooMany(429, `${MAX_OF_ONE} live streams of one token or session`)
      if (all >= MAX_STREAMS) throw tooMany(503, `${MAX_STREAMS} live streams`)
      open.set(credential, own + 1)
      all += 1
    },
    leave(credential) {
      const own = open.get(credential) ?? 0
      if (own > 1) open.set(credential, own - 1)
      else open.delete(credential)
      all -= 1
    },
  }
}

function tooMany(status: 429 | 503, what: string): RequestRefusal {
  return new RequestRefusal(
    status,
    'too_many_streams',
    `expected at most ${what} at a time, got one more: close others, or poll the lists instead`,
    undefined,
    RETRY_AFTER_SECONDS,
  )
}
