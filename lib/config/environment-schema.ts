import { z } from 'zod'
import { PERSON_KINDS, type PersonKind } from '../events/person-fields.ts'
import { MAX_LEASE_SECONDS } from '../store/deliver/renew-leases.ts'
import { parseJson } from './parse-json.ts'

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, `expected a whole number from ${min} to ${max}`)
    .transform(Number)
    .pipe(z.number().min(min, `expected at least ${min}`).max(max, `expected at most ${max}`))

const path = z
  .string()
  .regex(
    /^(\/[A-Za-z0-9._~-]+)+$/,
    'expected a path of plain segments, such as /http/successfactors/events: SuccessFactors breaks percent-encoding',
  )

const fieldNames = z
  .string()
  .default('')
  .transform((list) =>
    list
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ''),
  )

const personSpellings = z
  .string()
  .default('')
  .transform((list) => list.split(',').map((entry) => entry.trim()))
  .transform((entries) => entries.filter((entry) => entry !== '').map((entry) => entry.split('=')))
  .pipe(
    z.array(
      z.tuple(
        [z.string().min(1).max(100), z.enum(PERSON_KINDS)],
        `expected a list such as badgeNo=userId, with one of ${PERSON_KINDS.join(', ')} behind each name`,
      ),
    ),
  )
  .transform((entries): Readonly<Record<string, PersonKind>> | null =>
    entries.length === 0 ? null : Object.fromEntries(entries),
  )

/** A person who comes back is a new one. */
const REOPENING_TYPES = [
  'com.successfactors.Employment.AssignmentInformation.Hire',
  'com.successfactors.Employment.AssignmentInformation.ReHire',
]

const eventTypes = z
  .string()
  .optional()
  .transform((text) => (text === undefined ? {} : parseJson(text)))
  .pipe(
    z.record(
      z.string().min(1).max(400),
      z.string().min(1).max(400),
      'expected a JSON object such as {"sap.successfactors.Hired.v1":"com.example.Hired"}',
    ),
  )
  .transform((types) => (Object.keys(types).length === 0 ? null : types))

const webhookOrigins = fieldNames.pipe(
  z.array(
    z
      .string()
      .regex(
        /^(https:\/\/)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:\d{1,5})?$/,
        'expected whole names such as events.example.com, without a wildcard',
      ),
  ),
)

const databaseUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\/.+/, 'expected postgres://user:password@host:port/database')
  .optional()

/** The simple variables; bindings and issuers have their own readers. */
export const environmentSchema = z.object({
  NODE_ENV: z.string().default(''),
  ROLE: z.enum(['all', 'ingest', 'dispatch'], 'expected all, ingest or dispatch').default('all'),
  BINDINGS_CHECK_SECONDS: wholeNumber(1, 3_600).default(30),
  PORT: wholeNumber(0, 65_535).default(4004),
  LOG_LEVEL: z
    .enum(
      ['debug', 'info', 'warn', 'error', 'silent'],
      'expected debug, info, warn, error or silent',
    )
    .default('info'),
  INGEST_PATHS: z
    .string()
    .transform((list) => list.split(',').map((entry) => entry.trim()))
    .pipe(z.array(path).min(1))
    .default(['/http/successfactors/events', '/cxf/successfactors/events']),
  BODY_LIMIT_MB: wholeNumber(1, 40).default(10),
  BODY_MEMORY_MB: wholeNumber(8, 4_096).default(128),
  CALLERS: z.string().optional(),
  EVENT_TYPES: eventTypes,
  WEBHOOK_ORIGINS: webhookOrigins,
  PERSON_FIELDS: personSpellings,
  SHOWN_FIELDS: fieldNames,
  MASKED_FIELDS: fieldNames,
  PUBLIC_URL: z
    .string()
    .regex(
      /^https:\/\/[A-Za-z0-9.-]+(:\d+)?$/,
      'expected https and a host, such as https://events.example.com',
    )
    .optional(),
  DESTINATIONS: z.string().optional(),
  ALERT_WEBHOOK_URL: z.string().optional(),
  ALERT_WEBHOOK_TOKEN: z.string().optional(),
  ALERT_WEBHOOK_TOKEN_URL: z.string().optional(),
  ALERT_WEBHOOK_CLIENT_ID: z.string().optional(),
  ALERT_WEBHOOK_CLIENT_SECRET: z.string().optional(),
  ALERT_SILENCE_HOURS: wholeNumber(0, 8_760).default(72),
  TYPE_SENDERS: z.string().optional(),
  SENDER_SILENCE_MINUTES: wholeNumber(1, 1_440).default(15),
  REPEAT_WINDOW_MINUTES: wholeNumber(1, 1_440).default(15),
  RECORD_REPEAT_SECONDS: wholeNumber(0, 3_600).default(60),
  LEASE_SECONDS: wholeNumber(5, MAX_LEASE_SECONDS).default(30),
  RETENTION_DAYS: wholeNumber(1, 3_650).default(90),
  AUDIT_RETENTION_DAYS: wholeNumber(1, 3_650).default(365),
  RETENTION_RULES: z.string().optional(),
  FORGET_PER_HOUR: wholeNumber(1, 10_000).default(60),
  LEDGER_RETENTION_DAYS: wholeNumber(1, 36_500).default(1_095),
  BACKUP_RETENTION_DAYS: wholeNumber(0, 3_650).default(14),
  REOPEN_AFTER_FORGETTING: fieldNames.transform((types) =>
    types.length === 0 ? REOPENING_TYPES : types,
  ),
  HANDLERS_DIR: z.string().min(1, 'expected a folder').optional(),
  DATA_DIR: z.string().min(1, 'expected a folder').default('.data'),
  DATABASE_URL: databaseUrl,
  DATABASE_SCHEMA: z
    .string()
    .regex(
      /^(?!pg_|information_schema$)[a-z_][a-z0-9_]{0,62}$/,
      'expected a name of lower-case letters, digits and _, at most 63 characters, not one of PostgreSQL (pg_…)',
    )
    .optional(),
  DATABASE_TLS_HOST_NAME: z.enum(['verify', 'ignore'], 'expected verify or ignore').optional(),
  DATABASE_POOL_SIZE: wholeNumber(6, 100).default(16),
  KEY_STORE: z
    .enum(
      ['folder', 'postgresql', 'event-database'],
      'expected folder, postgresql or event-database',
    )
    .optional(),
  KEYS_DIR: z.string().min(1, 'expected a folder').optional(),
  KEYS_DATABASE_URL: databaseUrl,
  KEYS_DATABASE_BINDING: z.string().min(1).optional(),
  MASTER_KEY_FILE: z.string().min(1, 'expected a file').optional(),
  MASTER_KEY_CREDENTIAL: z
    .string()
    .regex(
      /^[A-Za-z0-9_.-]{1,100}\/[A-Za-z0-9_.-]{1,100}$/,
      'expected the namespace and the name of a password, such as sf-event-receiver/master-key',
    )
    .optional(),
  LOCAL_POSTGRES: z.enum(['native', 'portable'], 'expected native or portable').optional(),
  LOCAL_TOKEN_PORT: wholeNumber(0, 65_535).default(4005),
  LOCAL_DIRECTORY_PORT: wholeNumber(1, 65_535).default(4006),
  LOCAL_DIRECTORY_TROUBLE: wholeNumber(0, 100).default(0),
  LOCAL_CLIENT_SECRET: z.string().min(16, 'expected at least 16 characters').optional(),
  LOCAL_OPERATOR_SECRET: z.string().min(16, 'expected at least 16 characters').optional(),
})

export type Environment = z.infer<typeof environmentSchema>
