import { z } from 'zod'
import type { Position } from '../store/queries/page.ts'

/** PostgreSQL's type text allows neither NUL nor lone surrogates. */
export const anyText = (max: number) =>
  z
    .string()
    .max(max)
    .refine(
      (value) => !value.includes('\u0000') && value.isWellFormed(),
      'expected well-formed Unicode without NUL',
    )
export const text = (max = 512) => anyText(max).min(1)
export const id = z.guid('expected a UUID').transform((value) => value.toLowerCase())
export const time = z.iso
  .datetime({ offset: true, error: 'expected a time such as 2026-11-24T08:00:00Z' })
  .transform((value) => new Date(value))
/** A calendar day, as in `effectiveOn`. */
export const day = z.iso.date({ error: 'expected a day such as 2026-11-24' })
/** `true` in a query, a boolean in a body. */
export const flag = z
  .union([z.boolean(), z.enum(['true', 'false'])], 'expected true or false')
  .transform((value) => value === true || value === 'true')
/** In queries that may show unmasked values. */
export const revealFlag = flag.optional().describe('unmasked values: needs Reveal and is recorded')
/** A number in the path that fits into every column. */
export const index = z
  .string()
  .regex(/^\d{1,9}$/, 'expected a whole number')
  .transform(Number)
export const subjectId = z.string().regex(/^\d{1,18}$/, 'expected the id of a subject')

/** A comment without personal data: everyone with Monitor sees it. */
export const comment = text(500).refine(
  (value) => value.trim() !== '',
  'expected words, got blanks alone',
)

export type Part = 'id' | 'int' | 'bigint' | 'day?'

const PARTS: Readonly<Record<Part, z.ZodType<string | number | undefined>>> = {
  id: z.guid().transform((value) => value.toLowerCase()),
  int: z.int32().min(-1),
  bigint: subjectId,
  'day?': day.optional(),
}

/** An opaque cursor of a list whose rows have this key. Invented cursors are refused. */
export function cursor(...key: readonly Part[]) {
  const position = z.tuple(
    key.map((part) => PARTS[part]) as [z.ZodType<string | number | undefined>],
  )
  return z
    .string()
    .max(400)
    .regex(/^[\w-]+$/, 'expected a cursor from this list')
    .transform((value, context): Position => {
      const parsed = position.safeParse(parseJson(value))
      if (parsed.success) return parsed.data.filter((part) => part !== undefined)
      context.issues.push({
        code: 'custom',
        message: 'expected a cursor from next of this list',
        input: undefined,
      })
      return z.NEVER
    })
}

export function writeCursor(position: Position | null): string | null {
  return position === null ? null : Buffer.from(JSON.stringify(position)).toString('base64url')
}

function parseJson(value: string): unknown {
  try {
    return JSON.parse(Buffer.from(value, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}

/** Limit of rows per page. */
export const pageLimit = z.coerce.number<string | number>().int().min(1).max(200).default(50)

/** Fields of every list. */
export function paging(...key: readonly Part[]) {
  return {
    cursor: cursor(...key).optional(),
    limit: pageLimit,
    count: flag.optional(),
  }
}
