import type { MemoryPoint } from './memory.ts'

/** Caches and compiled code fill at the beginning: those points do not count. */
const WARM_UP_POINTS = 2
const MIN_POINTS = 6
const ALLOWED_HEAP_MB = 20
/** The system reclaims free memory late, so rss shows only large leaks. */
const ALLOWED_RSS_MB = 400

/**
 * Why the memory of a part grows, or null. It grows when its last third is above its first third by
 * more than the bound and the line through all points (least squares) rises by as much.
 */
export function growthOf(points: readonly MemoryPoint[]): string | null {
  const heap = growth(
    points.map(({ heapMb }) => heapMb),
    ALLOWED_HEAP_MB,
  )
  if (heap !== null) return `the heap ${heap}`
  const rss = growth(
    points.map(({ rssMb }) => rssMb),
    ALLOWED_RSS_MB,
  )
  return rss === null ? null : `the resident set ${rss}`
}

function growth(all: readonly number[], allowed: number): string | null {
  const values = all.slice(WARM_UP_POINTS)
  if (values.length < MIN_POINTS) return null
  const third = Math.floor(values.length / 3)
  const risen = mean(values.slice(-third)) - mean(values.slice(0, third))
  const slope = slopeOf(values) * (values.length - 1)
  if (risen <= allowed || slope <= allowed) return null
  return `rose by ${risen.toFixed(1)} MB from the first to the last third, more than ${allowed} MB`
}

function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2
  const average = mean(values)
  let up = 0
  let across = 0
  for (const [index, value] of values.entries()) {
    up += (index - middle) * (value - average)
    across += (index - middle) ** 2
  }
  return up / across
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
