/** Random values that depend only on the seed. */
export interface SeededRandom {
  /** from 0, below 1 */
  next(): number
  /** a whole number from `min` to `max`, inclusive */
  integer(min: number, max: number): number
  pick<T>(choices: readonly [T, ...T[]]): T
  /** true with this probability, 0 to 1 */
  chance(share: number): boolean
  /** a UUID of version 4 */
  uuid(): string
  /** 32 upper-case hexadecimal digits, like SuccessFactors' perPersonUuid */
  hex32(): string
}

/** Mulberry32: 32 bits of state are enough for test data. */
export function createRandom(seed: number): SeededRandom {
  let state = seed >>> 0

  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  const integer = (min: number, max: number) => min + Math.floor(next() * (max - min + 1))
  const hexDigits = (count: number) =>
    Array.from({ length: count }, () => integer(0, 15).toString(16)).join('')
  return {
    next,
    integer,
    pick: (choices) => choices[integer(0, choices.length - 1)] ?? choices[0],
    chance: (share) => next() < share,
    uuid: () =>
      `${hexDigits(8)}-${hexDigits(4)}-4${hexDigits(3)}-${integer(8, 11).toString(16)}${hexDigits(3)}-${hexDigits(12)}`,
    hex32: () => hexDigits(32).toUpperCase(),
  }
}
