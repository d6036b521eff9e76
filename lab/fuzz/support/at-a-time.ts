/** Processes items, at most this many at a time. Ends with the last of them. */
export async function atATime<Item>(
  limit: number,
  items: Iterator<Item>,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  async function worker(): Promise<void> {
    for (let next = items.next(); !next.done; next = items.next()) await work(next.value)
  }
  await Promise.all(Array.from({ length: limit }, worker))
}

/** The next items; the others stay. */
export function* take<Item>(items: Iterator<Item>, count: number): Generator<Item> {
  for (let taken = 0; taken < count; taken++) {
    const next = items.next()
    if (next.done) return
    yield next.value
  }
}
