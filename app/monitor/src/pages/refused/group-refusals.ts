import type { Refusal } from '../../api/shapes.ts'

/** Refusals with the same cause. */
export interface RefusalGroup {
  readonly key: string
  readonly calls: number
  readonly firstAt: string
  readonly lastAt: string
  /** the latest, with the required change */
  readonly last: Refusal
  /** the one with the last call: a row may count calls for a while */
  readonly lastCalled: Refusal
  /** the latest values of each, a few */
  readonly companies: readonly string[]
  readonly addresses: readonly string[]
}

export interface RefusalGroups {
  readonly open: readonly RefusalGroup[]
  /** causes that are marked as seen and have not happened again */
  readonly seen: readonly RefusalGroup[]
}

const MAX_SHOWN = 5

/** Latest group first, like the list. A cause that happened again counts from that time. */
export function groupRefusals(refusals: readonly Refusal[]): RefusalGroups {
  const open = groupsOf(refusals.filter(({ seen }) => seen === null))
  const openCauses = new Set(open.map(({ key }) => key))
  const seen = refusals.filter((one) => one.seen !== null && !openCauses.has(one.cause))
  return { open, seen: groupsOf(seen) }
}

function groupsOf(refusals: readonly Refusal[]): RefusalGroup[] {
  const groups = Map.groupBy(refusals, ({ cause }) => cause)
  return [...groups].flatMap(([key, members]) => {
    const last = members[0]
    const first = members.at(-1)
    if (last === undefined || first === undefined) return []
    const lastCalled = members.reduce((a, b) => (lastCallOf(b) > lastCallOf(a) ? b : a))
    return {
      key,
      calls: members.reduce((sum, { calls }) => sum + calls, 0),
      firstAt: first.refusedAt,
      lastAt: lastCallOf(lastCalled),
      last,
      lastCalled,
      companies: distinct(members.map(({ company }) => company)),
      addresses: distinct(members.map(({ callerAddress }) => callerAddress)),
    }
  })
}

function lastCallOf({ untilAt, refusedAt }: Refusal): string {
  return untilAt ?? refusedAt
}

function distinct(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))].slice(0, MAX_SHOWN)
}
