import { wrongArguments } from '../command.ts'

/**
 * A filter of the operations API from `key=value` pairs; the API itself says what is wrong with it.
 * Whom it is about never stands in it: arguments are kept by shells.
 */
export function readFilter(pairs: readonly string[]): Record<string, string> {
  const filter = new Map<string, string>()
  for (const [name, value] of pairs.map(readPair)) {
    if (filter.has(name)) throw wrongArguments(`--filter: expected ${name} once, got it twice`)
    filter.set(name, value)
  }
  return Object.fromEntries(filter)
}

function readPair(pair: string): [string, string] {
  const at = pair.indexOf('=')
  const name = pair.slice(0, at)
  if (at < 1 || at === pair.length - 1) {
    throw wrongArguments('--filter: expected key=value, such as handler=directory-account')
  }
  if (name === 'person') {
    throw wrongArguments(
      '--filter: expected no person, since shells keep arguments: use subject=<id>, which the monitor shows',
    )
  }
  return [name, pair.slice(at + 1)]
}
