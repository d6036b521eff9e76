import { isDeepStrictEqual } from 'node:util'
import type { Binding, BindingSource, ReadBindings } from './binding.ts'
import { type FolderFiles, readBindingFolder } from './binding-folder.ts'
import { trimFields, untrimmedForSdk } from './trim-fields.ts'
import { readVcapServices } from './vcap-services.ts'

/** What stands in the files that VCAP_SERVICES_FILE_PATH and SERVICE_BINDING_ROOT name. */
export interface BindingFiles {
  /** null = there is no such file */
  readonly vcapServices: string | null
  /** the folders by name; null = there is no such root */
  readonly folders: Readonly<Record<string, FolderFiles>> | null
  /** what could not be read */
  readonly mistakes: readonly string[]
}

/**
 * The bindings of the one source that counts: the file of Cloud Foundry, else its variable, else the
 * folders. A platform uses one of them. Where another one brings bindings as well they must be the
 * same: nobody could tell which was meant. Pure.
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
