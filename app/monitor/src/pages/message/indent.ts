/** Maximum indentation. Otherwise the text would grow with the square of its depth. */
const MAX_DEPTH = 20
const INDENTS = Array.from({ length: MAX_DEPTH + 1 }, (_, depth) => '  '.repeat(depth))

/** The indentation of a line at this depth. */
export function indent(depth: number): string {
  return INDENTS[Math.min(MAX_DEPTH, Math.max(0, depth))] ?? ''
}
