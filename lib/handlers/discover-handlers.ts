import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { ReceiverError } from '../errors.ts'
import type { NamedHandler } from '../store/registry/match-handlers.ts'
import { type HandlerDefinition, isDefinedHandler } from './define-handler.ts'
import { type HandlerOptions, readHandlerOptions } from './handler-options.ts'
import { loadError } from './load-error.ts'
import { readReadyMade } from './ready-made/read-ready-made.ts'

export interface DiscoveredHandler {
  /** file name without extension */
  readonly name: string
  readonly definition: HandlerDefinition
  readonly options: HandlerOptions
}

export interface HandlerOfFile extends DiscoveredHandler {
  /** file name with extension */
  readonly file: string
}

/**
 * Imports all handlers of a folder and reads the configured ones (`name.json`). Subfolders are for
 * shared code and are ignored.
 * @throws ReceiverError handler_invalid, with all mistakes of all files
 */
export async function discoverHandlers(folder: string): Promise<HandlerOfFile[]> {
  const handlers: HandlerOfFile[] = []
  const mistakes: string[] = []
  for (const file of await filesOf(folder)) {
    const named = readFileName(file)
    if (named.kind === 'mistake') mistakes.push(`${file}: ${named.finding}`)
    if (named.kind !== 'handler') continue
    const { name } = named
    const read = file.endsWith('.json') ? readConfigured : readHandler
    const result = await read(path.join(folder, file))
    const twin = handlers.some((handler) => handler.name === name)
    if (twin) mistakes.push(`${file}: expected a name of its own, ${name}.json has it: rename one`)
    else if (Array.isArray(result)) mistakes.push(...result.map((found) => `${file}: ${found}`))
    else handlers.push({ name, file, ...result })
  }
  const named = handlers.map(({ name, file, options: { formerly } }) => ({ name, file, formerly }))
  for (const { file, finding } of checkFormerNames(named)) mistakes.push(`${file}: ${finding}`)
  if (mistakes.length > 0) {
    throw new ReceiverError(
      'handler_invalid',
      `handlers in ${folder} have mistakes:\n  ${mistakes.join('\n  ')}`,
    )
  }
  return handlers
}

/** Files of a folder with code that is no handler, such as `leaver.js`. */
export async function findUnknownCode(folder: string): Promise<string[]> {
  return (await filesOf(folder)).filter((file) => readFileName(file).kind === 'unknown-code')
}

async function filesOf(folder: string): Promise<string[]> {
  try {
    const names = (await readdir(folder)).sort()
    const isFolder = await Promise.all(names.map((name) => leadsToFolder(path.join(folder, name))))
    return names.filter((_name, index) => isFolder[index] !== true)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new ReceiverError(
      'handler_invalid',
      `expected a folder with handlers at ${folder}, it cannot be read (${code}): create it, or set HANDLERS_DIR`,
      { cause },
    )
  }
}

/** Follows links, as Kubernetes mounts files. A link that leads nowhere is a file that does not load. */
async function leadsToFolder(file: string): Promise<boolean> {
  return (await stat(file).catch(() => null))?.isDirectory() === true
}

type Read = Omit<DiscoveredHandler, 'name'> | string[]

async function readConfigured(file: string): Promise<Read> {
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) return ['expected a file that can be read']
  const result = readReadyMade(text)
  return 'mistakes' in result ? [...result.mistakes] : result
}

async function readHandler(file: string): Promise<Read> {
  let loaded: { default?: unknown }
  try {
    loaded = await import(pathToFileURL(file).href)
  } catch (error) {
    const found = loadError(error, path.dirname(file), import.meta.url)
    return [`expected a module that loads, it failed with: ${found}`]
  }
  const exported = loaded.default
  if (!isDefinedHandler(exported)) {
    return [
      `expected "export default defineHandler({ on, run })" from '#handler', found ${describe(loaded)}`,
    ]
  }
  const { options, mistakes } = readHandlerOptions(exported)
  return options === null ? [mistakes.join('; ')] : { definition: exported, options }
}

function describe(loaded: Record<string, unknown>): string {
  if ('default' in loaded) {
    const kind = loaded.default === null ? 'null' : typeof loaded.default
    return `a default export of type ${kind} that did not come from defineHandler`
  }
  const names = Object.keys(loaded)
  return names.length === 0 ? 'no export' : `only named exports (${names.join(', ')})`
}

/** A handler of this process with its id in the database. */
export interface RegisteredHandler extends DiscoveredHandler {
  readonly id: number
}

export type HandlerFile =
  | { readonly kind: 'handler'; readonly name: string }
  /** a test, a declaration or another file: ignored */
  | { readonly kind: 'other' }
  /** code that may have been meant as a handler: ignored, with a warning */
  | { readonly kind: 'unknown-code' }
  | { readonly kind: 'mistake'; readonly finding: string }

const MAX_NAME = 100
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/
const HANDLER = /\.(ts|json)$/
const OTHER_CODE = /\.([cm]?jsx?|[cm]ts|tsx)$/
const IGNORED = /\.(test|spec|d)\.ts$/

/** `name.ts` and `name.json` are handlers. Their names appear in URLs, metrics and log lines. */
export function readFileName(file: string): HandlerFile {
  if (OTHER_CODE.test(file)) return { kind: 'unknown-code' }
  const ending = HANDLER.exec(file)?.[0]
  if (ending === undefined || IGNORED.test(file)) {
    return { kind: 'other' }
  }
  const name = file.slice(0, -ending.length)
  if (NAME.test(name) && name.length <= MAX_NAME) return { kind: 'handler', name }
  return {
    kind: 'mistake',
    finding: `a handler's name has lower-case letters, digits and single hyphens, at most ${MAX_NAME}: rename it${suggested(name, ending)}`,
  }
}

function suggested(name: string, ending: string): string {
  const kebab = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[-0-9]+|-+$/g, '')
    .slice(0, MAX_NAME)
  return NAME.test(kebab) ? `, for example to ${kebab}${ending}` : ''
}

export interface HandlerNames extends NamedHandler {
  /** such as `leaver.ts`, or `to-iflow.json` */
  readonly file: string
}

export interface Finding {
  readonly file: string
  readonly finding: string
}

/**
 * Checks `formerly` between the handlers of one version. `matchHandlers` compares with the stored
 * names. Pure.
 */
export function checkFormerNames(handlers: readonly HandlerNames[]): Finding[] {
  const findings: Finding[] = []
  const ours = new Map(handlers.map(({ name, file }) => [name, file]))
  const heirs = new Map<string, string>()
  for (const { name, file, formerly } of handlers) {
    for (const old of new Set(formerly)) {
      const heir = heirs.get(old)
      const other = ours.get(old)
      if (old === name) {
        findings.push({ file, finding: `formerly names the handler itself: take "${old}" out` })
      } else if (other !== undefined) {
        findings.push({
          file,
          finding: `formerly names "${old}", which is a handler too: remove ${other}, or take the name out`,
        })
      } else if (heir !== undefined) {
        findings.push({
          file,
          finding: `formerly names "${old}", as ${heir} does: lanes have one successor, take the name out of one of them`,
        })
      }
      heirs.set(old, heir ?? file)
    }
  }
  return findings
}
