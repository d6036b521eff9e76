/** Sessions by the digest of their id; times by one clock for all instances. */
export interface SessionStore {
  /** @param keepMs how long it lasts without being used */
  add(id: string, sealed: string, keepMs: number): Promise<void>
  /** null = there is none, or it is over */
  find(id: string): Promise<StoredSession | null>
  /** It lasts `keepMs` from now on, but no longer than `longestMs` in all. */
  extend(id: string, keepMs: number, longestMs: number): Promise<void>
  /** The same with new content. */
  renew(id: string, sealed: string, keepMs: number, longestMs: number): Promise<void>
  remove(id: string): Promise<void>
}

export interface StoredSession {
  readonly sealed: string
  readonly expiresAt: Date
  /** until it is over, if nobody uses it (ms) */
  readonly leftMs: number
}
