/**
 * Divides a budget fairly. Small demands are met in full, and large ones share the rest equally.
 * @returns the parts in the order of `wanted`; their sum never exceeds the budget
 */
export function shareOut(wanted: readonly number[], budget: number): number[] {
  const parts = wanted.map(() => 0)
  const byNeed = wanted.map((_want, place) => place).sort((a, b) => at(wanted, a) - at(wanted, b))
  let left = budget
  byNeed.forEach((place, index) => {
    const part = Math.min(at(wanted, place), Math.floor(left / (byNeed.length - index)))
    parts[place] = part
    left -= part
  })
  return parts
}

function at(list: readonly number[], place: number): number {
  return list[place] as number
}
