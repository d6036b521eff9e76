import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { parseJson } from '../parse-json.ts'
import { type Binding, type BindingSource, placeOf, type ReadBindings } from './binding.ts'
import { type FolderFiles, readBindingFolder } from './binding-folder.ts'

/** The content of VCAP_SERVICES_FILE_PATH and SERVICE_BINDING_ROOT. */
export interface BindingFiles {
  /** null = not set */
  readonly vcapServices: string | null
  /** folders by name; null = not set */
  readonly folders: Readonly<Record<string, FolderFiles>> | null
  /** unreadable files */
  readonly mistakes: readonly string[]
}

/**
 * The bindings of one source: the file of Cloud Foundry, else its variable, else the folders. If
 * several sources have bindings, they must be the same. Pure.
 */
export function chooseBindings(variable: string | undefined, files: BindingFiles): ReadBindings {
  const { vcapServices, folders } = files
  const sources: readonly (readonly [BindingSource, ReadBindings])[] = [
    [
      'VCAP_SERVICES_FILE_PATH',
      withTrimmedFields(readVcapServices(vcapServices ?? '', 'VCAP_SERVICES_FILE_PATH')),
    ],
    ['VCAP_SERVICES', withTrimmedFields(readVcapServices(variable ?? '', 'VCAP_SERVICES'))],
    ['SERVICE_BINDING_ROOT', withTrimmedFields(readFolders(folders ?? {}))],
  ]
  const mistakes = [...files.mistakes, ...sources.flatMap(([, read]) => read.mistakes)]
  const [used, ...others] = sources.filter(([, { bindings }]) => bindings.length > 0)
  if (used === undefined) return { bindings: [], mistakes }
  const [source, { bindings }] = used
  for (const [other, read] of others) {
    if (read.bindings.every((binding) => bindings.some((known) => isSame(known, binding)))) continue
    mistakes.push(
      `${source} and ${other}: expected one source of bindings, they name different ones; unset the one that is not meant`,
    )
  }
  return { bindings, mistakes }
}

function readFolders(folders: Readonly<Record<string, FolderFiles>>): ReadBindings {
  const read = Object.entries(folders).map(([name, files]) => readBindingFolder(name, files))
  return {
    bindings: read.filter((binding) => typeof binding !== 'string'),
    mistakes: read.filter((mistake) => typeof mistake === 'string'),
  }
}

function withTrimmedFields({ bindings, mistakes }: ReadBindings): ReadBindings {
  return {
    bindings: bindings.map(trimFields),
    mistakes: [...mistakes, ...bindings.flatMap(untrimmedForSdk)],
  }
}

function isSame(one: Binding, other: Binding): boolean {
  const { source: _one, ...own } = one
  const { source: _other, ...others } = other
  return isDeepStrictEqual(own, others)
}

const servicesSchema = z.record(
  z.string(),
  z.array(
    z.looseObject({
      name: z.string().default(''),
      tags: z.array(z.string()).optional().catch(undefined),
      credentials: z.record(z.string(), z.unknown()),
    }),
  ),
)

/** The bindings of VCAP_SERVICES, in order. Pure. */
function readVcapServices(text: string, source: BindingSource): ReadBindings {
  if (text.trim() === '') return { bindings: [], mistakes: [] }
  const result = servicesSchema.safeParse(parseJson(text))
  if (!result.success) {
    const mistake = `${source}: expected an object of service labels with lists of bindings`
    return { bindings: [], mistakes: [mistake] }
  }
  const bindings = Object.entries(result.data).flatMap(([label, list]) =>
    list.map(({ name, tags = [], credentials }) => {
      const isTagged = label === 'user-provided' && tags.length > 0
      return { source, label, name, credentials, ...(isTagged && { tags }) }
    }),
  )
  return { bindings, mistakes: [] }
}

/** Removes white space, such as the newline at the end of a file. Pure. */
function trimFields(binding: Binding): Binding {
  return { ...binding, credentials: trimmed(binding.credentials) as Binding['credentials'] }
}

function trimmed(value: unknown): unknown {
  if (typeof value === 'string') return value.trim()
  if (Array.isArray(value)) return value.map(trimmed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, trimmed(inner)]))
}

/** Fields that the SAP Cloud SDK reads from the files without trimming them. */
const READ_BY_SDK = ['clientid', 'clientsecret', 'url', 'uri', 'certurl']

/** Fields of a bound destination service that the SAP Cloud SDK could not use. Pure. */
function untrimmedForSdk(binding: Binding): string[] {
  if (binding.label !== 'destination') return []
  return READ_BY_SDK.filter((field) => {
    const value = binding.credentials[field]
    return typeof value === 'string' && value !== value.trim()
  }).map(
    (field) =>
      `${placeOf(binding)}.${field}: expected no white space around the value; remove it from the file`,
  )
}
