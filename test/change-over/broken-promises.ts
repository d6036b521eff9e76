export interface ChangeOverRun {
  /** places of the changes of each person, in the order in which they were sent */
  readonly sent: ReadonlyMap<string, readonly number[]>
  /** places of the changes that the handler had */
  readonly effects: ReadonlyMap<string, readonly number[]>
  readonly discarded: number
  readonly deliveries: number
}

/** The broken promises of a run; empty = none. */
export function brokenPromises({ sent, effects, discarded, deliveries }: ChangeOverRun): string[] {
  const changes = [...sent.values()].reduce((sum, places) => sum + places.length, 0)
  const broken: string[] = []
  for (const [person, places] of sent) {
    const had = effects.get(person) ?? []
    if (had.join() !== places.join()) {
      broken.push(`${person}: expected ${places.length} effects in order, got ${had.length}`)
    }
  }
  if (discarded !== changes) broken.push(`expected ${changes} discarded events, got ${discarded}`)
  if (deliveries !== changes) broken.push(`expected ${changes} deliveries, got ${deliveries}`)
  return broken
}
