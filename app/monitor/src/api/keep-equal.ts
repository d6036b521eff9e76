/**
 * The fresh answer with every part of it that is equal to one of the known answer replaced by that
 * one: what has not changed is the same object, and nothing is drawn again for it. Entries of lists
 * are found by their `id`, since lists grow at their beginning; those without one by their place.
 */
export function keepEqual(known: unknown, fresh: unknown): unknown {
  if (Object.is(known, fresh)) return known
  if (Array.isArray(fresh)) return keepEqualList(Array.isArray(known) ? known : [], fresh)
  if (isRecord(fresh)) return isRecord(known) ? keepEqualRecord(known, fresh) : fresh
  return fresh
}

function keepEqualList(known: readonly unknown[], fresh: readonly unknown[]): unknown {
  const byId = new Map(known.map((entry) => [idOf(entry), entry]))
  const kept = fresh.map((entry, at) => {
    const id = idOf(entry)
    return keepEqual(id === undefined ? known[at] : byId.get(id), entry)
  })
  const same = kept.length === known.length && kept.every((entry, at) => entry === known[at])
  return same ? known : kept
}

function keepEqualRecord(known: Record<string, unknown>, fresh: Record<string, unknown>): unknown {
  const kept = Object.entries(fresh).map(
    ([name, value]) => [name, keepEqual(known[name], value)] as const,
  )
  const same =
    kept.length === Object.keys(known).length &&
    kept.every(([name, value]) => name in known && value === known[name])
  return same ? known : Object.fromEntries(kept)
}

function idOf(entry: unknown): unknown {
  return isRecord(entry) ? entry.id : undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
