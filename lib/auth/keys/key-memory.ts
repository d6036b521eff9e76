/** Keeps the last good keys of an issuer where a restart finds them while the issuer is away. */
export interface KeyMemory {
  /** @returns null where none were kept */
  load(source: string): Promise<KeptKeys | null>
  save(source: string, document: object): Promise<void>
}

export interface KeptKeys {
  /** a JWK set */
  readonly document: unknown
  /** how long ago its issuer served it (ms) */
  readonly ageMs: number
}
