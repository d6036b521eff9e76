import type { CallerRule } from '../auth/caller-rule.ts'
import type { SenderRule } from '../auth/sender-rule.ts'
import type { TrustedIssuer } from '../auth/trusted-issuer.ts'
import type { PersonKind } from '../events/person-fields.ts'
import type { FieldRuleOptions } from '../masking/field-rules.ts'
import type { DatabaseConnection } from '../store/db/database.ts'
import type { RepeatWindows } from '../store/record/repeat-windows.ts'
import type { AlertConfig } from './alerts.ts'
import type { DestinationsConfig } from './destinations.ts'
import type { EventHubConfig } from './event-broker-binding.ts'
import type { TracingConfig } from './tracing.ts'

/** Which half of the service a process runs: see docs/architecture.md. */
export type Role = 'all' | 'ingest' | 'dispatch'

/** Everything that the environment decides, read once, checked whole, frozen. */
export interface Config {
  /** NODE_ENV=production or a VCAP_APPLICATION: no stand-in is ever used */
  readonly production: boolean
  readonly role: Role
  /** 0 = any free port */
  readonly port: number
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** paths that take events; each also takes a company behind it */
  readonly ingestPaths: readonly string[]
  /** SAP Cloud Application Event Hub; null = it is not bound */
  readonly eventHub: EventHubConfig | null
  /** types of CloudEvents, and the types that handlers know them by; null = they are the same */
  readonly eventTypes: Readonly<Record<string, string>> | null
  /** senders that may ask whether we take their events (CloudEvents webhooks), by whole names */
  readonly webhookOrigins: readonly string[]
  readonly bodyLimitBytes: number
  /** bodies of all calls under way */
  readonly bodyMemoryBytes: number
  readonly repeatWindows: RepeatWindows
  /** how long an accepted call waits for the database or the keys (ms) */
  readonly maxWaitMs: number
  /** how long a lane is ours without a renewal (ms) */
  readonly leaseMs: number
  /** how long finished messages are kept (ms) */
  readonly retentionMs: number
  /** how long records of reveals are kept at least (ms) */
  readonly auditMs: number
  readonly handlersDir: string
  /** how often the files of the bindings are read again (ms); null = there are none */
  readonly bindingsCheckMs: number | null
  /** null = the local PostgreSQL stands in */
  readonly database: DatabaseConnection | null
  /** holds the tables; null = as the role or the address says */
  readonly databaseSchema: string | null
  /** connections of this process at most */
  readonly databasePoolSize: number
  /** null = the local authorization server stands in */
  readonly issuers: readonly TrustedIssuer[] | null
  readonly callers: readonly CallerRule[]
  /** whose events count, where several senders bring the same changes; none = all of them */
  readonly typeSenders: readonly SenderRule[]
  /** spellings of fields that name a person, beside the known ones; null = none */
  readonly persons: Readonly<Record<string, PersonKind>> | null
  /** https and the host under which the page is reached; null = this machine alone */
  readonly publicUrl: string | null
  /** which fields are personal, beside the usual ones */
  readonly fields: FieldRuleOptions
  /** what handlers may call by name */
  readonly destinations: DestinationsConfig
  readonly alerts: AlertConfig
  /** null = no traces */
  readonly tracing: TracingConfig | null
  readonly local: LocalConfig
  readonly application: ApplicationIdentity
}

/** What only the stand-ins need. */
export interface LocalConfig {
  readonly dataDir: string
  readonly tokenPort: number
  readonly directoryPort: number
  /** share of the calls that the local directory fails on purpose (percent) */
  readonly directoryTrouble: number
  /** null = made once and kept in the data folder */
  readonly clientSecret: string | null
  readonly operatorSecret: string | null
}

/** Who we are in the log, in Cloud Foundry's words; empty strings outside of it. */
export interface ApplicationIdentity {
  readonly version: string
  readonly componentId: string
  readonly componentName: string
  readonly componentInstance: string
  readonly containerId: string
  readonly organizationId: string
  readonly organizationName: string
  readonly spaceId: string
  readonly spaceName: string
}
