import type { Span } from './lanes-of-message.ts'

interface Interval {
  readonly startMs: number
  readonly endMs: number
}

export interface FoldedTime {
  /** shortened gaps, in order of time */
  readonly folds: readonly Interval[]
  /** position of a moment, in percent of the width */
  readonly share: (ms: number) => number
}

const MAX_FOLDS = 5
/** Width of a fold in percent. */
const FOLD_WIDTH = 6
/** A gap is folded if it takes more than this share of what is not folded. */
const LONG = 0.4

/** Pure. Shortens long times without an attempt, so that short attempts stay visible. */
export function foldGaps(attempts: readonly Interval[], { startMs, lengthMs }: Span): FoldedTime {
  const endMs = startMs + lengthMs
  let shownMs = lengthMs
  const folds: Interval[] = []
  for (const gap of gapsOf(attempts, startMs, endMs).toSorted(
    (a, b) => lengthOf(b) - lengthOf(a),
  )) {
    if (folds.length === MAX_FOLDS || lengthOf(gap) <= shownMs * LONG) break
    folds.push(gap)
    shownMs -= lengthOf(gap)
  }
  const width = 100 - folds.length * FOLD_WIDTH
  const share = (ms: number) => {
    const folded = folds.map((fold) => Math.max(0, Math.min(ms, fold.endMs) - fold.startMs))
    const inFolds = folds.map((fold, at) => ((folded[at] ?? 0) / lengthOf(fold)) * FOLD_WIDTH)
    const shown = ms - startMs - sum(folded)
    const place = (shownMs > 0 ? (shown / shownMs) * width : 0) + sum(inFolds)
    return Math.min(100, Math.max(0, place))
  }
  return { folds: folds.toSorted((a, b) => a.startMs - b.startMs), share }
}

/** Times before, between and after the attempts. */
function gapsOf(attempts: readonly Interval[], startMs: number, endMs: number): Interval[] {
  const gaps: Interval[] = []
  let reached = startMs
  for (const attempt of attempts.toSorted((a, b) => a.startMs - b.startMs)) {
    if (attempt.startMs > reached) gaps.push({ startMs: reached, endMs: attempt.startMs })
    reached = Math.max(reached, attempt.endMs)
  }
  if (attempts.length > 0 && endMs > reached) gaps.push({ startMs: reached, endMs })
  return gaps
}

function lengthOf({ startMs, endMs }: Interval): number {
  return endMs - startMs
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
