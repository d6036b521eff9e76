import type { Grant } from '../auth/caller.ts'

export type { LiveState } from '../store/stats/live-state.ts'

/** The user of the page. */
export interface PageSession {
  readonly user: {
    readonly name: string
    /** null: the issuer does not say who it is */
    readonly id: string | null
  }
  readonly grants: readonly Grant[]
  readonly expiresAt: Date
}
