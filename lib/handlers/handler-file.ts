/** What a file of the handlers' folder is, by its name. */
export type HandlerFile =
  | { readonly kind: 'handler'; readonly name: string }
  /** a test, a declaration, a text: left alone */
  | { readonly kind: 'other' }
  | { readonly kind: 'mistake'; readonly finding: string }

const MAX_NAME = 100
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/
const HANDLER = /\.(ts|json)$/
const OTHER_CODE = /\.([cm]?jsx?|[cm]ts|tsx)$/

/** `name.ts` and `name.json` (configured) are handlers; their names stand in addresses, metrics and log lines. */
export function readFileName(file: string): HandlerFile {
  if (OTHER_CODE.test(file)) {
    const finding =
      'expected TypeScript in a file that ends with .ts: rename it, or move what is no handler into a subfolder'
    return { kind: 'mistake', finding }
  }
  const ending = HANDLER.exec(file)?.[0]
  if (ending === undefined || file.endsWith('.test.ts') || file.endsWith('.d.ts')) {
    return { kind: 'other' }
  }
  const name = file.slice(0, -ending.length)
  if (NAME.test(name) && name.length <= MAX_NAME) return { kind: 'handler', name }
  if (name.endsWith('.spec')) {
    return { kind: 'mistake', finding: `a test is called ${name.slice(0, -5)}.test.ts: rename it` }
  }
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
