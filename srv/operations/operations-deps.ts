import type { TrustedIssuer } from '../../lib/auth/trusted-issuer.ts'
import type { RepairOrder, RepairResult } from '../../lib/jobs/repair-message.ts'
import type { FieldRules } from '../../lib/masking/field-rules.ts'
import type { DurabilityRisk } from '../../lib/states.ts'
import type { MessageWork } from '../../lib/store/actions/process-bulk-messages.ts'
import type { Pool } from '../../lib/store/db/database.ts'

import type { Identification } from '../http/authenticate-request.ts'
import type { BodyBudget } from '../http/body-budget.ts'
import type { SearchLimit } from './search-limit.ts'

/** What is told of the receiver itself. */
export interface Installation {
  /** https and the host under which it is reached */
  readonly origin: string
  /** to type into the event connector */
  readonly ingestPaths: readonly string[]
  /** all that take events, that of Event Hub included */
  readonly eventPaths: readonly string[]
  readonly issuers: readonly TrustedIssuer[]
}

/** What the operations API works with. */
export interface OperationsDeps extends Identification {
  readonly installation: Installation
  /** opaque here: only lib/store speaks to it */
  readonly pool: Pool
  /** why the database can lose what is acknowledged */
  readonly durabilityRisks: () => readonly DurabilityRisk[]
  readonly decodeAgain: MessageWork['decodeAgain']
  readonly handOver: MessageWork['handOver']
  readonly repair: (order: RepairOrder) => Promise<RepairResult>
  /** the largest body of a message */
  readonly bodyLimitBytes: number
  /** room for bodies, shared with the calls that bring messages */
  readonly bodies: BodyBudget
  /** something became due in a lane */
  readonly onDue: () => void
  /** an action for many waits to be worked off */
  readonly onAction: () => void
  readonly isStopping: () => boolean
  /** milliseconds */
  readonly now: () => number
  readonly searches: SearchLimit
  /** which fields are personal */
  readonly fields: FieldRules
  readonly onInternalError: (error: unknown, correlationId: string) => void
}
