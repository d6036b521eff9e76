type KeyOf<Item> = (item: Item) => string

/** Appends the rows of a newer list that come after all visible rows, so nothing moves. */
export function withAppended<Item>(
  shown: readonly Item[],
  fresh: readonly Item[],
  keyOf: KeyOf<Item>,
): readonly Item[] {
  if (shown.length === 0) return fresh.length === 0 ? shown : fresh
  const known = new Set(shown.map(keyOf))
  const last = fresh.findLastIndex((item) => known.has(keyOf(item)))
  // Without a common row, the order of the two lists is unknown.
  if (last === -1 || last === fresh.length - 1) return shown
  return [...shown, ...fresh.slice(last + 1)]
}

/** Same rows in the same order. Their content may differ. */
export function sameRows<Item>(
  a: readonly Item[],
  b: readonly Item[],
  keyOf: KeyOf<Item>,
): boolean {
  return a.length === b.length && a.every((item, at) => keyOf(item) === keyOf(b[at] as Item))
}

/** The visible rows with their current content. */
export function upToDate<Item>(
  shown: readonly Item[],
  fresh: readonly Item[],
  keyOf: KeyOf<Item>,
): readonly Item[] {
  const latest = new Map(fresh.map((item) => [keyOf(item), item]))
  return shown.map((item) => latest.get(keyOf(item)) ?? item)
}
