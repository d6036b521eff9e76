/** A function of a formatted file, found by its indentation. */
export interface MeasuredFunction {
  /** its first line */
  readonly head: string
  readonly lines: number
}

/** The start of a block that is no function. */
const BLOCK = /^(?:if|else|for|while|do|switch|try|catch|class|interface|\}) ?/
/** `function f() {`, `=> {`, `method() {`, and `) {` below parameters on lines of their own. */
const HEAD = /\bfunction\b.*\{$|=> \{$|^(?:async |get |set )*[\w$]+(?:<.*>)?\(.*\).* \{$|^\).* \{$/

/** The functions of a file that Biome has formatted: each ends at its own indentation. */
export function measureFunctions(text: string): MeasuredFunction[] {
  const lines = text.split('\n')
  return lines.flatMap((line, index) => {
    const code = line.trimStart()
    const indent = line.slice(0, line.length - code.length)
    if (BLOCK.test(code) || !HEAD.test(code)) return []
    const first = code.startsWith(')') ? startOfHead(lines, index, indent) : index
    const head = lines[first]?.trimStart() ?? ''
    const last = lines.findIndex((end, at) => at > index && end.startsWith(`${indent}}`))
    return last === -1 || BLOCK.test(head) ? [] : [{ head, lines: last - first + 1 }]
  })
}

/** Parameters on lines of their own are indented. */
function startOfHead(lines: readonly string[], index: number, indent: string): number {
  let first = index - 1
  while (first > 0 && lines[first]?.startsWith(`${indent} `)) first -= 1
  return first
}

/** Without the line end of the last line. */
export function countLines(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
}
