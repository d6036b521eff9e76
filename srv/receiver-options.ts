import { z } from 'zod'
import { KNOWN_VARIABLES } from '../lib/config/known-variables.ts'
import { meantVariable } from '../lib/config/misspelt-variable.ts'
import { ReceiverError } from '../lib/errors.ts'
import type { HandlerDefinition } from '../lib/handlers/define-handler.ts'

/** The service inside another program, such as an Express or CAP server. */
export interface ReceiverOptions {
  /** by their names, which the monitor and the database show */
  readonly handlers: Readonly<Record<string, HandlerDefinition>>
  /** `postgres://…`; default: as for `npm start` */
  readonly database?: string
  /** as in TRUSTED_ISSUERS; default: as for `npm start` */
  readonly issuers?: readonly object[]
  /** further variables of .env.example; they win over the environment */
  readonly settings?: Readonly<Record<string, string>>
  /** takes each log line (JSON); default: stdout */
  readonly onLog?: (line: string) => void
}

/** The values have checks of their own. */
const variables = z
  .record(z.string(), z.string('expected a string').optional(), 'expected an object of variables')
  .check(({ value, issues }) => {
    for (const name of Object.keys(value)) {
      const meant = meantVariable(name, KNOWN_VARIABLES)
      if (meant === undefined) continue
      const message = `unknown, did you mean ${meant}?`
      issues.push({ code: 'custom', input: value, path: [name], message })
    }
  })

/** The forms alone: settings and handlers have checks of their own. */
const form = z.strictObject(
  {
    handlers: z.record(
      z.string(),
      z.unknown(),
      'expected an object of handlers by their names, such as { badge }',
    ),
    database: z.string('expected postgres://user:password@host:port/database').optional(),
    issuers: z.array(z.unknown(), 'expected a list of issuers, as in TRUSTED_ISSUERS').optional(),
    settings: variables.optional(),
    onLog: z
      .custom((value) => typeof value === 'function', 'expected a function that takes a line')
      .optional(),
  } satisfies Record<keyof ReceiverOptions, z.ZodType>,
  {
    error: ({ code }) => (code === 'unrecognized_keys' ? undefined : 'expected an object'),
  },
)

/** @throws ReceiverError config_invalid, with all mistakes */
export function checkReceiverOptions(options: unknown): void {
  const { error } = form.safeParse(options)
  if (error === undefined) return
  const mistakes = error.issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') {
      return [`${issue.path.join('.') || 'options'}: ${issue.message}`]
    }
    const known = Object.keys(form.shape).join(', ')
    return issue.keys.map((key) => `${key}: there is no such option, expected one of ${known}`)
  })
  throw new ReceiverError(
    'config_invalid',
    `the options of createReceiver have mistakes:\n  ${mistakes.join('\n  ')}`,
  )
}
