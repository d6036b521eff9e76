type Filter = Readonly<Record<string, unknown>>

/** Maximum number of ids per request. */
const MAX_IDS = 1_000

export interface Chosen {
  /** ids of the selected rows */
  readonly ids: readonly string[]
  /** the filter of the list if all matches are selected; null = only the rows */
  readonly all: { readonly query: Filter } | null
}

/** Filters for the selected messages: one, unless there are too many ids for a request. */
export function chosenFilters({ ids, all }: Chosen): readonly Filter[] {
  if (all !== null) return [{ messages: all.query }]
  const requests = Math.ceil(ids.length / MAX_IDS)
  return Array.from({ length: requests }, (_, at) => ({
    messageIds: ids.slice(at * MAX_IDS, (at + 1) * MAX_IDS),
  }))
}
