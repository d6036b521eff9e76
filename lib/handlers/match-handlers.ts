import { ReceiverError } from '../errors.ts'
import type { HandlerRow } from '../store/statements/register-handlers.ts'

export interface NamedHandler {
  readonly name: string
  readonly formerly: readonly string[]
}

/** What registering a handler does to the table. */
export type Registration =
  | { readonly kind: 'add'; readonly name: string }
  /** also when it was renamed: the row, and so its lanes, stay */
  | { readonly kind: 'renew'; readonly name: string; readonly row: HandlerRow }
  /** a newer version has renamed it: this one serves the same lanes under its old name */
  | { readonly kind: 'revive'; readonly name: string; readonly id: number }

/**
 * Finds for each handler of this process the row that it has, takes over, or needs. Pure.
 * @throws ReceiverError handler_invalid where a renamed handler has a row under both names
 */
export function matchHandlers(
  rows: readonly HandlerRow[],
  handlers: readonly NamedHandler[],
): Registration[] {
  const byName = new Map(rows.map((row) => [row.name, row]))
  const ours = new Set(handlers.map(({ name }) => name))
  return handlers.map(({ name, formerly }): Registration => {
    const own = byName.get(name)
    const olds = formerly.flatMap((old) => byName.get(old) ?? [])
    if (own !== undefined) {
      if (olds.length > 0) throw bothNames(name, olds)
      return { kind: 'renew', name, row: { ...own, formerNames: union(own.formerNames, formerly) } }
    }
    const [old, second] = olds
    if (second !== undefined) throw bothNames(name, olds)
    if (old !== undefined) {
      const formerNames = union(old.formerNames, [...formerly, old.name])
      return { kind: 'renew', name, row: { id: old.id, name, formerNames } }
    }
    const renamed = rows.find((row) => row.formerNames.includes(name) && !ours.has(row.name))
    return renamed === undefined ? { kind: 'add', name } : { kind: 'revive', name, id: renamed.id }
  })
}

function union(known: readonly string[], added: readonly string[]): string[] {
  return [...new Set([...known, ...added])]
}

function bothNames(name: string, olds: readonly HandlerRow[]): ReceiverError {
  const names = olds.map((row) => `"${row.name}"`).join(', ')
  return new ReceiverError(
    'handler_invalid',
    `handler "${name}": expected formerly to name one handler that has no successor yet, but the lanes of ${names} ` +
      `and of "${name}" both exist. Lanes cannot be merged: settle what waits in ${names} (replay it with the old version, or skip it), then take the name out of formerly.`,
  )
}
