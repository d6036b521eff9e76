export interface Row {
  readonly id: string
}

/**
 * One step from one list to another, from the top. It adds and removes at most the given number of
 * rows. The last step returns the target list itself.
 */
export function step<Item extends Row>(
  from: readonly Item[],
  to: readonly Item[],
  most: number,
): readonly Item[] {
  const known = idsOf(from)
  const added = to.filter(({ id }) => !known.has(id))
  const tooMany = added[most]
  const begun = tooMany === undefined ? to : to.slice(0, to.indexOf(tooMany))
  const begunIds = idsOf(begun)
  const wanted = idsOf(to)
  const rest = from.filter(({ id }) => !begunIds.has(id))
  const leaving = rest.filter(({ id }) => !wanted.has(id))
  if (begun === to && leaving.length <= most) return to
  // The oldest rows are at the end, so newer rows push them out.
  const gone = idsOf(leaving.slice(-most))
  return [...begun, ...rest.filter(({ id }) => !gone.has(id))]
}

function idsOf(rows: readonly Row[]): ReadonlySet<string> {
  return new Set(rows.map(({ id }) => id))
}
