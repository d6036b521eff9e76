import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { ReceiverError } from '../errors.ts'
import { checkFormerNames } from './check-former-names.ts'
import { type HandlerDefinition, isDefinedHandler } from './define-handler.ts'
import { readFileName } from './handler-file.ts'
import { type HandlerOptions, readHandlerOptions } from './handler-options.ts'
import { readReadyMade } from './ready-made/read-ready-made.ts'

export interface DiscoveredHandler {
  /** name of its file, without the ending */
  readonly name: string
  readonly definition: HandlerDefinition
  readonly options: HandlerOptions
}

export interface HandlerOfFile extends DiscoveredHandler {
  /** with its ending, as findings name it */
  readonly file: string
}

/**
 * Imports every handler of a folder, and reads those that are configured (`name.json`). A file that is none stops the start; what handlers share lies in
 * subfolders, which are left alone.
 * @throws ReceiverError handler_invalid, with every file, what was expected and what was found
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
      `handlers in ${folder} are not right:\n  ${mistakes.join('\n  ')}`,
    )
  }
  return handlers
}

async function filesOf(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .sort()
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new ReceiverError(
      'handler_invalid',
      `expected a folder with handlers at ${folder}, it cannot be read (${code}): create it, or set HANDLERS_DIR`,
      { cause },
    )
  }
}

type Read = Omit<DiscoveredHandler, 'name'> | string[]

async function readConfigured(file: string): Promise<Read> {
  const result = readReadyMade(await readFile(file, 'utf8'))
  return 'mistakes' in result ? [...result.mistakes] : result
}

async function readHandler(file: string): Promise<Read> {
  let loaded: { default?: unknown }
  try {
    loaded = await import(pathToFileURL(file).href)
  } catch (error) {
    return [`expected a module that loads, it failed with: ${(error as Error).message}`]
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
