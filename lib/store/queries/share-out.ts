/**
 * Shares a budget between all that want a part of it: each gets the part that it wants while that is not
 * more than its fair share, and the largest share what the small ones leave.
 * @returns the parts, in the order of `wanted`; they never add up to more than the budget
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
