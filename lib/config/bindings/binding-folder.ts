import { z } from 'zod'
import { parseJson } from '../parse-json.ts'
import type { Binding } from './binding.ts'

/** Text of each file, by name. */
export type FolderFiles = Readonly<Record<string, string>>

type Values = Readonly<Record<string, unknown>>

/** Properties of the instance, not credentials. Cloud Foundry writes them with dashes. */
const ABOUT = new Set([
  'type',
  'provider',
  'label',
  'plan',
  'tags',
  'instance_name',
  'instance_guid',
  'binding_name',
  'binding_guid',
])

/**
 * Reads one folder of a SERVICE_BINDING_ROOT (servicebinding.io), as written by SAP's operator for
 * Kubernetes or Cloud Foundry's `service-binding-k8s`. Pure.
 * @returns the binding, or its mistake
 */
export function readBindingFolder(name: string, files: FolderFiles): Binding | string {
  const place = `SERVICE_BINDING_ROOT "${name}"`
  const values = valuesOf(files)
  if (values === null) return `${place}: expected ${METADATA_FILE} to describe the other files`
  const about = new Map<string, unknown>()
  const credentials: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(values)) {
    const plain = key.replaceAll('-', '_')
    if (ABOUT.has(plain)) about.set(plain, value)
    else credentials[key] = value
  }
  const label = about.get('label') ?? about.get('type')
  if (typeof label !== 'string' || label.trim() === '') {
    return `${place}: expected a file "type" or "label" with the name of the service`
  }
  return {
    source: 'SERVICE_BINDING_ROOT',
    label: label.trim(),
    name,
    credentials: unwrapped(credentials),
  }
}

/** null = the metadata do not match the files */
function valuesOf(files: FolderFiles): Values | null {
  const { [METADATA_FILE]: metadata, ...others } = files
  if (metadata !== undefined) return readByMetadata(metadata, others)
  const texts = Object.values(others)
  // The operator's `secretRootKey`: one file with everything.
  const whole = texts.length === 1 ? parseJson(texts[0] ?? '') : undefined
  return isObject(whole)
    ? whole
    : Object.fromEntries(Object.entries(others).map(([key, text]) => [key, contentOfFile(text)]))
}

/** Without metadata, a text that begins like a list or object is JSON. */
function contentOfFile(text: string): unknown {
  return /^\s*[{[]/.test(text) ? (parseJson(text) ?? text) : text
}

/** The operator's `secretKey` puts all credentials into one entry. */
function unwrapped(credentials: Values): Values {
  const [only, ...others] = Object.values(credentials)
  if (others.length > 0) return credentials
  const inner = typeof only === 'string' ? parseJson(only) : only
  return isObject(inner) ? inner : credentials
}

function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Metadata of SAP's operator; Kubernetes itself stores only texts. */
const METADATA_FILE = '.metadata'

const property = z.looseObject({
  name: z.string(),
  format: z.enum(['text', 'json']),
  /** its entries are the credentials */
  container: z.boolean().default(false),
})
const metadataSchema = z.looseObject({
  metaDataProperties: z.array(property).default([]),
  credentialProperties: z.array(property).default([]),
})

/**
 * The values of the files that `.metadata` lists, each in its format. Pure.
 * @returns null = invalid metadata, or metadata that do not match the files
 */
function readByMetadata(
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
