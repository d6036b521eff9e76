type KeyOf<Item> = (item: Item) => string

/** Shown rows with those of a newer list that stand below all of them: these move nothing. */
export function withAppended<Item>(
  shown: readonly Item[],
  fresh: readonly Item[],
  keyOf: KeyOf<Item>,
): readonly Item[] {
  if (shown.length === 0) return fresh.length === 0 ? shown : fresh
  const known = new Set(shown.map(keyOf))
  const last = fresh.findLastIndex((item) => known.has(keyOf(item)))
  // Nothing is known to stand below where the two have no row in common.
  if (last === -1 || last === fresh.length - 1) return shown
  return [...shown, ...fresh.slice(last + 1)]
}

/** The same rows in the same order, whatever has changed in them. */
export function sameRows<Item>(
  a: readonly Item[],
  b: readonly Item[],
  keyOf: KeyOf<Item>,
): boolean {
  return a.length === b.length && a.every((item, at) => keyOf(item) === keyOf(b[at] as Item))
}

/** Shown rows with what is known of them now. */
export function upToDate<Item>(
  shown: readonly Item[],
  fresh: readonly Item[],
  keyOf: KeyOf<Item>,
): readonly Item[] {
  const latest = new Map(fresh.map((item) => [keyOf(item), item]))
  return shown.map((item) => latest.get(keyOf(item)) ?? item)
}
