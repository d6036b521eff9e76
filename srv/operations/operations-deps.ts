import type { TrustedIssuer } from '../../lib/auth/trusted-issuer.ts'
import type { RetentionConfig } from '../../lib/config/retention.ts'
import type { PublicKeys } from '../../lib/encryption/erasure-report.ts'
import type { KeyCustody, KeyStore } from '../../lib/encryption/key-store.ts'
import type { RepairOrder, RepairResult } from '../../lib/jobs/repair-message.ts'
import type { FieldRules } from '../../lib/masking/field-rules.ts'
import type { DurabilityRisk } from '../../lib/states.ts'
import type { AuditTrail } from '../../lib/store/actions/audit-entries.ts'
import type { MessageWork } from '../../lib/store/actions/process-bulk-messages.ts'
import type { Pool } from '../../lib/store/db/database.ts'

import type { Identification } from '../http/authenticate-request.ts'
import type { BodyBudget } from '../http/body-budget.ts'
import type { SearchLimit } from './search-limit.ts'

/** Facts about this installation for its users. */
export interface Installation {
  /** public origin of the service */
  readonly origin: string
  /** paths for event connectors */
  readonly ingestPaths: readonly string[]
  /** all paths that take events, Event Hub's included */
  readonly eventPaths: readonly string[]
  readonly issuers: readonly TrustedIssuer[]
}

/** Rules of erasures. */
export interface ForgetSettings {
  readonly custody: KeyCustody
  readonly keys: KeyStore
  /** check the reports' signatures */
  readonly reportKeys: PublicKeys
  /** requests of all callers together */
  readonly maxPerHour: number
  /** how long the ledger keeps the keyed hash of a forgotten person (ms) */
  readonly keptMs: number
  /** how long backups are kept (ms) */
  readonly backupMs: number
}

export interface OperationsDeps extends Identification {
  readonly installation: Installation
  readonly pool: Pool
  /** why the database can lose acknowledged messages */
  readonly durabilityRisks: () => readonly DurabilityRisk[]
  readonly decodeAgain: MessageWork['decodeAgain']
  readonly handOver: MessageWork['handOver']
  readonly repair: (order: RepairOrder) => Promise<RepairResult>
  /** periods in force */
  readonly retention: RetentionConfig
  /** null = no audit log */
  readonly audit: AuditTrail | null
  /** limit of a message's body */
  readonly bodyLimitBytes: number
  /** memory limit of bodies, shared with the ingest paths */
  readonly bodies: BodyBudget
  /** called when a delivery may be due */
  readonly onDue: () => void
  /** called when a bulk action waits */
  readonly onAction: () => void
  readonly forgetting: ForgetSettings
  readonly isStopping: () => boolean
  /** milliseconds */
  readonly now: () => number
  /** how often the state is read for live streams (ms) */
  readonly liveMs: number
  readonly searches: SearchLimit
  /** masking rules */
  readonly fields: FieldRules
  readonly onInternalError: (error: unknown, correlationId: string) => void
}
