import type { z } from 'zod'
import type * as stats from '../../../../lib/api/stats.ts'
import type { Json } from './json.ts'

/** Answers that exist for the pages: the session, figures, the work list, the connection. */

export type Grant = 'Ingest' | 'Monitor' | 'Reveal' | 'Operate'

export interface Session {
  /** `id`: null where the issuer does not say who it is */
  readonly user: { readonly name: string; readonly id: string | null }
  readonly grants: readonly Grant[]
  readonly expiresAt: string
}

export type Overview = Json<z.output<typeof stats.overview>>
export type Unusual = Overview['unusual'][number]
export type Parked = Json<z.output<typeof stats.parkedGroups>>
export type ParkedGroup = Parked['groups'][number]
export type Connection = Json<z.output<typeof stats.connection>>
export type HandlerHours = Json<z.output<typeof stats.handlerHours>>
export type Companies = Json<z.output<typeof stats.companies>>
export type ConnectionStep = Connection['steps'][number]

/** What the live stream tells. */
export interface LiveChange {
  readonly messages: { readonly newest: string | null }
  readonly parked: { readonly lanes: number }
  readonly open: number
  readonly refusals: { readonly newest: string | null; readonly seen: string | null }
}
