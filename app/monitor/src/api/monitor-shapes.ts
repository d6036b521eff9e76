import type { z } from 'zod'
import type { PageSession } from '../../../../lib/api/monitor-page.ts'
import type * as stats from '../../../../lib/api/stats.ts'
import type { Json } from './json.ts'

export type { LiveState as LiveChange } from '../../../../lib/api/monitor-page.ts'

/** Answers that exist only for the pages: session, stats, parked lanes, connection. */

export type Session = Json<PageSession>
export type Grant = Session['grants'][number]

export type Overview = Json<z.output<typeof stats.overview>>
export type Unusual = Overview['unusual'][number]
export type Parked = Json<z.output<typeof stats.parkedGroups>>
export type ParkedGroup = Parked['groups'][number]
export type Connection = Json<z.output<typeof stats.connection>>
export type HandlerHours = Json<z.output<typeof stats.handlerHours>>
export type Stats = Json<z.output<typeof stats.stats>>
export type StatsMark = Stats['marks'][number]
export type HandlerStats = Json<z.output<typeof stats.handlerStats>>
export type Companies = Json<z.output<typeof stats.companies>>
export type ConnectionStep = Connection['steps'][number]
