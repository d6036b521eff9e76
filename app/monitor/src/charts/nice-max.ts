const STEPS = [4, 8, 12, 20, 40, 60, 80, 100]

/** The end of an axis: a round number that four lines divide into integers. */
export function niceMax(value: number): number {
  let scale = 1
  for (;;) {
    const found = STEPS.find((step) => step * scale >= value)
    if (found !== undefined) return found * scale
    scale *= 10
  }
}
