import { z } from 'zod'
import { parseJson } from './parse-json.ts'

/** Written by SAP's operator beside the values, which are text for Kubernetes whatever they are. */
export const METADATA_FILE = '.metadata'

const property = z.looseObject({
  name: z.string(),
  format: z.enum(['text', 'json']),
  /** its own entries are the credentials */
  container: z.boolean().default(false),
})
const metadataSchema = z.looseObject({
  metaDataProperties: z.array(property).default([]),
  credentialProperties: z.array(property).default([]),
})

/**
 * The values of the files that a `.metadata` names, each in its format; files that it does not name
 * are left out. Pure.
 * @returns null where the description is none, or does not fit the files
 */
export function readByMetadata(
  metadata: string,
  files: Readonly<Record<string, string>>,
): Record<string, unknown> | null {
  const parsed = metadataSchema.safeParse(parseJson(metadata))
  if (!parsed.success) return null
  const values: Record<string, unknown> = {}
  for (const { name, format, container } of [
    ...parsed.data.metaDataProperties,
    ...parsed.data.credentialProperties,
  ]) {
    const text = files[name]
    if (text === undefined) return null
    const value = format === 'json' ? parseJson(text) : text
    if (value === undefined) return null
    if (!container) values[name] = value
    else if (typeof value === 'object' && value !== null) Object.assign(values, value)
    else return null
  }
  return values
}
