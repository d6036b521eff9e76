import type { Config } from '../../lib/config/config.ts'
import type { Development } from '../../lib/dispatch/attempt-report.ts'
import type { Vault } from '../../lib/encryption/vault.ts'
import type { RegisteredHandler } from '../../lib/handlers/discover-handlers.ts'
import type { Logger } from '../../lib/observability/log/logger.ts'
import type { Metrics } from '../../lib/observability/metrics/metrics.ts'
import type { Tracing } from '../../lib/observability/tracing/tracing.ts'
import type { AuditTrail } from '../../lib/store/actions/audit-entries.ts'
import type { RecordingContext } from '../../lib/store/record/write-recording.ts'
import type { Forgetting } from './compose-forgetting.ts'
import type { Pools } from './compose-pools.ts'
import type { Timings } from './timings.ts'

/** Shared by all parts of one instance. */
export interface ServiceContext {
  readonly config: Config
  readonly instanceId: string
  readonly handlers: readonly RegisteredHandler[]
  readonly pools: Pools
  readonly timings: Timings
  /** how this instance records messages */
  readonly recording: Pick<
    RecordingContext,
    'instanceId' | 'handlerIds' | 'duplicateWindows' | 'reopeningTypes'
  >
  /** null = no audit log is bound */
  readonly audit: AuditTrail | null
  readonly metrics: Metrics
  readonly tracing: Tracing
  /** null = not started by `npm run dev` */
  readonly development: Development | null
  readonly logger: Logger
  readonly vault: Vault
  readonly forgetting: Forgetting
  /** monotonic milliseconds */
  readonly now: () => number
  /** milliseconds since 1970 */
  readonly clock: () => number
  /** Logs failures that the service survives. */
  readonly report: (what: string) => (error: unknown) => void
}
