import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { thrownText } from './thrown-text.ts'

/** A place in a file, as in a stack or before a syntax error. */
const PLACE = /(file:\/\/[^\s:]+):(\d+)/

/**
 * Describes the error of an import: its text, and the file and line of the first place that it names.
 * An imported file can be at fault, so the name of the handler is not enough. Pure.
 * @param folder of the handlers; the file is relative to it
 * @param importer URL of the module that imports: its own place says nothing
 */
export function loadError(error: unknown, folder: string, importer: string): string {
  const place = placeOf(error, folder, importer)
  return `${thrownText(error)}${place === null ? '' : ` (${place})`}`
}

function placeOf(error: unknown, folder: string, importer: string): string | null {
  try {
    if (!(error instanceof Error)) return null
    const [, url = importer, line] = PLACE.exec(error.stack ?? '') ?? []
    return url === importer ? null : `${path.relative(folder, fileURLToPath(url))}:${line}`
  } catch {
    return null
  }
}
