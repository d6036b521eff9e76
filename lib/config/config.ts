import type { CallerRule } from '../auth/caller-rule.ts'
import type { SenderRule } from '../auth/sender-rule.ts'
import type { TrustedIssuer } from '../auth/trusted-issuer.ts'
import type { PersonKind } from '../events/person-fields.ts'
import type { FieldRuleOptions } from '../masking/field-rules.ts'
import type { DatabaseConnection } from '../store/db/database.ts'
import type { DuplicateWindows } from '../store/record/recording.ts'
import type { AlertConfig } from './alerts.ts'
import type { AuditLogConfig } from './audit-log.ts'
import type { DestinationsConfig } from './destinations.ts'
import type { EncryptionConfig } from './encryption.ts'
import type { EventHubConfig } from './event-broker-binding.ts'
import type { ForgettingConfig } from './forgetting.ts'
import type { RetentionConfig } from './retention.ts'
import type { TracingConfig } from './tracing.ts'

/** The part of the service that a process runs: see docs/architecture.md. */
export type Role = 'all' | 'ingest' | 'dispatch'

/** The complete, validated configuration. Frozen. */
export interface Config {
  /** NODE_ENV=production or VCAP_APPLICATION is set: no stand-ins */
  readonly production: boolean
  readonly role: Role
  /** 0 = any free port */
  readonly port: number
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** paths for events; each also accepts a company after it */
  readonly ingestPaths: readonly string[]
  /** SAP Cloud Application Event Hub; null = not bound */
  readonly eventHub: EventHubConfig | null
  /** types of CloudEvents mapped to types for handlers; null = unchanged */
  readonly eventTypes: Readonly<Record<string, string>> | null
  /** origins that may validate the CloudEvents webhook */
  readonly webhookOrigins: readonly string[]
  readonly bodyLimitBytes: number
  /** limit for the bodies of all current calls */
  readonly bodyMemoryBytes: number
  readonly duplicateWindows: DuplicateWindows
  /** how long an accepted call waits for the database or the keys (ms) */
  readonly maxWaitMs: number
  /** duration of a lease without renewal (ms) */
  readonly leaseMs: number
  /** how long finished messages and records are kept */
  readonly retention: RetentionConfig
  readonly forgetting: ForgettingConfig
  readonly handlersDir: string
  /** interval for reading the binding files (ms); null = no files */
  readonly bindingsCheckMs: number | null
  /** null = use the local PostgreSQL */
  readonly database: DatabaseConnection | null
  /** schema of the tables; null = the default of the role or URL */
  readonly databaseSchema: string | null
  /** limit of connections of this process */
  readonly databasePoolSize: number
  /** null = keys and master key in a local folder */
  readonly encryption: EncryptionConfig | null
  /** null = use the local authorization server */
  readonly issuers: readonly TrustedIssuer[] | null
  readonly callers: readonly CallerRule[]
  /** selected senders, if several send the same changes; empty = all senders */
  readonly typeSenders: readonly SenderRule[]
  /** further field names that identify a person; null = none */
  readonly persons: Readonly<Record<string, PersonKind>> | null
  /** https and host of the monitor; null = only this machine */
  readonly publicUrl: string | null
  /** rules for personal fields, besides the built-in ones */
  readonly fields: FieldRuleOptions
  /** destinations for handlers */
  readonly destinations: DestinationsConfig
  /** SAP Audit Log service; null = not bound */
  readonly auditLog: AuditLogConfig | null
  readonly alerts: AlertConfig
  /** null = no traces */
  readonly tracing: TracingConfig | null
  readonly local: LocalConfig
  readonly application: ApplicationIdentity
}

/**
 * `native`: Linux, with a Unix socket and, for root, a user namespace. `portable`: any system, with
 * TCP on loopback and a password.
 */
export type LocalPostgresMode = 'native' | 'portable'

/** Settings of the stand-ins. */
export interface LocalConfig {
  readonly dataDir: string
  /** null = the default of the system */
  readonly postgresMode: LocalPostgresMode | null
  readonly tokenPort: number
  readonly directoryPort: number
  /** percentage of calls that the local directory fails on purpose */
  readonly directoryTrouble: number
  /** null = generated and stored in the data folder */
  readonly clientSecret: string | null
  readonly operatorSecret: string | null
}

/** The identity in log lines, in Cloud Foundry's terms; empty strings elsewhere. */
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
