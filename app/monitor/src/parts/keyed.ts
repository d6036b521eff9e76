/** Items of a list that never changes its order: their position is their key. */
export function keyed<Item>(items: readonly Item[]) {
  return items.map((item, index) => ({ key: `${index}`, item }))
}
