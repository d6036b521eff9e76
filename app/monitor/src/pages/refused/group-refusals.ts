import type { Refusal } from '../../api/shapes.ts'

/** Refusals of one reason and one caller. */
export interface RefusalGroup {
  readonly key: string
  readonly calls: number
  readonly firstAt: string
  readonly lastAt: string
  /** the youngest, with what to change */
  readonly last: Refusal
}

/** The youngest group first, as the list is. */
export function groupRefusals(refusals: readonly Refusal[]): RefusalGroup[] {
  const groups = Map.groupBy(refusals, keyOf)
  return [...groups].flatMap(([key, members]) => {
    const last = members[0]
    const first = members.at(-1)
    if (last === undefined || first === undefined) return []
    return {
      key,
      calls: members.reduce((sum, { calls }) => sum + calls, 0),
      firstAt: first.refusedAt,
      lastAt: last.untilAt ?? last.refusedAt,
      last,
    }
  })
}

function keyOf({ code, issuer, clientId, claimed, company, path }: Refusal): string {
  return JSON.stringify([
    code,
    issuer ?? claimed?.issuer ?? null,
    clientId ?? claimed?.clientId ?? null,
    company,
    path,
  ])
}
