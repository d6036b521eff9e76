import { ReceiverError } from '../../errors.ts'

export interface HandlerRow {
  readonly id: number
  readonly name: string
  readonly formerNames: readonly string[]
}

export interface NamedHandler {
  readonly name: string
  readonly formerly: readonly string[]
}

/** The change of the table for a handler. */
export type Registration =
  | { readonly kind: 'add'; readonly name: string }
  /** also for a renamed handler: it keeps its row and lanes */
  | { readonly kind: 'renew'; readonly name: string; readonly row: HandlerRow }
  /** a newer version has renamed it: this version serves the same lanes under the old name */
  | { readonly kind: 'revive'; readonly name: string; readonly id: number }

/**
 * Finds the existing, inherited or new row of each handler of this process. Pure.
 * @throws ReceiverError handler_invalid if a renamed handler has a row under both names, or if two
 *   handlers would share a row
 */
export function matchHandlers(
  rows: readonly HandlerRow[],
  handlers: readonly NamedHandler[],
): Registration[] {
  const ours = new Set(handlers.map(({ name }) => name))
  for (const { name, formerly } of handlers) {
    const current = formerly.find((old) => ours.has(old))
    if (current !== undefined) throw stillThere(name, current)
  }
  const registrations = handlers.map((handler) => matchHandler(rows, handler, ours))
  const holders = new Map<number, string>()
  for (const { registration, row } of registrations) {
    if (row === null) continue
    const holder = holders.get(row.id)
    if (holder !== undefined) throw sharedRow(holder, registration.name, row)
    holders.set(row.id, registration.name)
  }
  return registrations.map(({ registration }) => registration)
}

interface Matched {
  readonly registration: Registration
  /** the existing row; null = needs a new one */
  readonly row: HandlerRow | null
}

function matchHandler(
  rows: readonly HandlerRow[],
  { name, formerly }: NamedHandler,
  ours: ReadonlySet<string>,
): Matched {
  const own = rows.find((row) => row.name === name)
  const olds = rows.filter((row) => formerly.includes(row.name))
  if (own !== undefined) {
    if (olds.length > 0) throw bothNames(name, olds)
    return renewed(own, name, formerly, ours)
  }
  const [old, second] = olds
  if (second !== undefined) throw bothNames(name, olds)
  if (old !== undefined) return renewed(old, name, [...formerly, old.name], ours)
  const givenUp = rows.filter((row) => !ours.has(row.name))
  // A version that was rolled back had renamed it to another name.
  const renamedElse = givenUp.find((row) => formerly.some((old) => row.formerNames.includes(old)))
  if (renamedElse !== undefined) {
    return renewed(renamedElse, name, [...formerly, renamedElse.name], ours)
  }
  const renamed = givenUp.find((row) => row.formerNames.includes(name))
  return renamed === undefined
    ? { registration: { kind: 'add', name }, row: null }
    : { registration: { kind: 'revive', name, id: renamed.id }, row: renamed }
}

/** Drops former names that another handler of this process has now. */
function renewed(
  row: HandlerRow,
  name: string,
  formerly: readonly string[],
  ours: ReadonlySet<string>,
): Matched {
  const formerNames = [...new Set([...row.formerNames, ...formerly])].filter(
    (old) => !ours.has(old),
  )
  return { registration: { kind: 'renew', name, row: { id: row.id, name, formerNames } }, row }
}

function stillThere(name: string, old: string): ReceiverError {
  return new ReceiverError(
    'handler_invalid',
    `handler "${name}": expected formerly to hold names that are given up, but "${old}" is a handler of this version: ` +
      'remove its file, or take the name out of formerly.',
  )
}

function sharedRow(first: string, second: string, row: HandlerRow): ReceiverError {
  return new ReceiverError(
    'handler_invalid',
    `handlers "${first}" and "${second}": expected lanes of their own for each, but both would take over those of "${row.name}"` +
      `${row.formerNames.length > 0 ? `, formerly "${row.formerNames.join('", "')}"` : ''}: leave one of them its name, and give the other a new one.`,
  )
}

function bothNames(name: string, olds: readonly HandlerRow[]): ReceiverError {
  const names = olds.map((row) => `"${row.name}"`).join(', ')
  return new ReceiverError(
    'handler_invalid',
    `handler "${name}": expected formerly to name one handler that has no successor yet, but the lanes of ${names} ` +
      `and of "${name}" both exist. Lanes cannot be merged: settle what waits in ${names} (replay it with the old version, or skip it), then take the name out of formerly.`,
  )
}
