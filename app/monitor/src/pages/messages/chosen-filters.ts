type Filter = Readonly<Record<string, unknown>>

/** Ids that the service takes in one request. */
const MAX_IDS = 1_000

export interface Chosen {
  /** ids of the selected rows */
  readonly ids: readonly string[]
  /** the filter of the list where all that match are selected; null = only the rows */
  readonly all: { readonly query: Filter } | null
}

/** Filters of selected messages: one, unless more rows are selected than a request takes. */
export function chosenFilters({ ids, all }: Chosen): readonly Filter[] {
  if (all !== null) return [{ messages: all.query }]
  const requests = Math.ceil(ids.length / MAX_IDS)
  return Array.from({ length: requests }, (_, at) => ({
    messageIds: ids.slice(at * MAX_IDS, (at + 1) * MAX_IDS),
  }))
}
