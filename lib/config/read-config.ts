import path from 'node:path'
import type { TrustedIssuer } from '../auth/trusted-issuer.ts'
import { ReceiverError } from '../errors.ts'
import { readAlerts } from './alerts.ts'
import { readAuditLog, withAuditLog } from './audit-log.ts'
import { readBindingFiles } from './bindings/binding-files.ts'
import { type BindingFiles, chooseBindings } from './bindings/choose-bindings.ts'
import { readCallers } from './callers.ts'
import { applicationIdentity, applicationUrl } from './cloud-foundry.ts'
import type { Config, LocalConfig } from './config.ts'
import { readDatabase } from './database.ts'
import { readDestinations } from './destinations.ts'
import { readEncryption } from './encryption.ts'
import { type Environment, environmentSchema } from './environment-schema.ts'
import { eventPaths, readEventHub } from './event-broker-binding.ts'
import { forgettingConfig } from './forgetting.ts'
import { readRetention } from './retention.ts'
import { readTracing } from './tracing.ts'
import { readTrustedIssuers } from './trusted-issuers.ts'
import { readTypeSenders } from './type-senders.ts'

type Variables = Readonly<Record<string, string | undefined>>

/** Less than the router's timeout and SuccessFactors' 30 s. */
const MAX_WAIT_MS = 20_000

/**
 * Reads environment and bindings. Relative folders start at the working folder: the project.
 * @throws ReceiverError config_invalid, with all mistakes and no values
 */
export function readConfig(
  variables: Variables = process.env,
  files: BindingFiles = readBindingFiles(variables),
): Config {
  const given = givenVariables(variables)
  const mistakes: string[] = []
  const environment = readEnvironment(given, mistakes)
  const production = given.NODE_ENV === 'production' || given.VCAP_APPLICATION !== undefined
  const collect = <Read extends { readonly mistakes: readonly string[] }>(read: Read): Read => {
    mistakes.push(...read.mistakes)
    return read
  }
  const { bindings } = collect(chooseBindings(variables.VCAP_SERVICES, files))
  const found = collect(readTrustedIssuers(given.TRUSTED_ISSUERS, bindings, { production }))
  const issuers = found.issuers.length > 0 ? found.issuers : null
  const context = { bindings, variables, production }
  const { database, mistakes: wrongDatabase } = collect(readDatabase(environment ?? {}, context))
  const { encryption } = collect(readEncryption(environment, context))
  const { eventHub } = collect(readEventHub(bindings, issuers ?? []))
  const ingestPaths = environment?.INGEST_PATHS ?? []
  const { callers } = collect(
    readCallers(environment?.CALLERS, eventPaths({ ingestPaths, eventHub })),
  )
  const { senders } = collect(readTypeSenders(environment?.TYPE_SENDERS))
  const { alerts } = collect(readAlerts(environment))
  const { tracing } = collect(readTracing(given))
  const { retention } = collect(readRetention(environment))
  const { destinations } = collect(
    readDestinations(environment?.DESTINATIONS, bindings, production),
  )
  const { auditLog } = collect(readAuditLog(bindings, destinations))
  if (environment !== null) mistakes.push(...tooLittleMemory(environment))
  if (production) {
    const hasDatabase = database !== null || wrongDatabase.length > 0
    mistakes.push(...missingInProduction(issuers, hasDatabase, given.TRUSTED_ISSUERS))
  }
  if (mistakes.length > 0 || environment === null) throw invalid(mistakes)
  return Object.freeze({
    production,
    role: environment.ROLE,
    port: environment.PORT,
    logLevel: environment.LOG_LEVEL,
    ingestPaths: environment.INGEST_PATHS,
    eventHub,
    eventTypes: environment.EVENT_TYPES,
    webhookOrigins: environment.WEBHOOK_ORIGINS,
    bodyLimitBytes: environment.BODY_LIMIT_MB * 1024 * 1024,
    bodyMemoryBytes: environment.BODY_MEMORY_MB * 1024 * 1024,
    duplicateWindows: {
      bodyMs: environment.REPEAT_WINDOW_MINUTES * 60_000,
      recordMs: environment.RECORD_REPEAT_SECONDS * 1_000,
    },
    maxWaitMs: MAX_WAIT_MS,
    leaseMs: environment.LEASE_SECONDS * 1_000,
    retention,
    forgetting: forgettingConfig(environment),
    handlersDir: path.resolve(environment.HANDLERS_DIR ?? 'srv/handlers'),
    bindingsCheckMs: hasBindingFiles(variables) ? environment.BINDINGS_CHECK_SECONDS * 1_000 : null,
    database,
    databaseSchema: environment.DATABASE_SCHEMA ?? null,
    databasePoolSize: environment.DATABASE_POOL_SIZE,
    encryption,
    issuers,
    callers,
    typeSenders: senders,
    persons: environment.PERSON_FIELDS,
    publicUrl: environment.PUBLIC_URL ?? applicationUrl(variables.VCAP_APPLICATION),
    fields: { shown: environment.SHOWN_FIELDS, masked: environment.MASKED_FIELDS },
    destinations: withAuditLog(destinations, auditLog),
    auditLog,
    alerts,
    tracing,
    local: localConfig(environment),
    application: applicationIdentity(variables),
  })
}

function localConfig(environment: Environment): LocalConfig {
  return {
    dataDir: path.resolve(environment.DATA_DIR),
    postgresMode: environment.LOCAL_POSTGRES ?? null,
    tokenPort: environment.LOCAL_TOKEN_PORT,
    directoryPort: environment.LOCAL_DIRECTORY_PORT,
    directoryTrouble: environment.LOCAL_DIRECTORY_TROUBLE,
    clientSecret: environment.LOCAL_CLIENT_SECRET ?? null,
    operatorSecret: environment.LOCAL_OPERATOR_SECRET ?? null,
  }
}

/** The non-empty variables, trimmed: a value from a file may end with a newline. */
function givenVariables(variables: Variables): Variables {
  const trimmed = Object.entries(variables).map(([name, value]) => [name, value?.trim()] as const)
  return Object.fromEntries(trimmed.filter(([, value]) => value !== undefined && value !== ''))
}

function hasBindingFiles({ VCAP_SERVICES_FILE_PATH, SERVICE_BINDING_ROOT }: Variables): boolean {
  return Boolean(VCAP_SERVICES_FILE_PATH) || Boolean(SERVICE_BINDING_ROOT)
}

function readEnvironment(given: Variables, mistakes: string[]): Environment | null {
  const result = environmentSchema.safeParse(given)
  if (result.success) return result.data
  for (const issue of result.error.issues)
    mistakes.push(`${issue.path.join('.')}: ${issue.message}`)
  return null
}

function tooLittleMemory({ BODY_MEMORY_MB, BODY_LIMIT_MB }: Environment): string[] {
  if (BODY_MEMORY_MB >= 2 * BODY_LIMIT_MB) return []
  return [
    'BODY_MEMORY_MB: expected at least twice BODY_LIMIT_MB: a compressed body is held in both forms',
  ]
}

function missingInProduction(
  issuers: readonly TrustedIssuer[] | null,
  hasDatabase: boolean,
  trustedIssuers: string | undefined,
): string[] {
  const missing: string[] = []
  if (issuers === null && trustedIssuers === undefined) {
    missing.push(
      'no trusted issuer: bind an xsuaa or identity service instance or set TRUSTED_ISSUERS',
    )
  }
  if (!hasDatabase) {
    missing.push('no database: bind a postgresql-db service instance or set DATABASE_URL')
  }
  return missing
}

function invalid(mistakes: readonly string[]): ReceiverError {
  return new ReceiverError(
    'config_invalid',
    `the configuration has mistakes (.env.example explains each variable):\n  ${mistakes.join('\n  ')}`,
  )
}
