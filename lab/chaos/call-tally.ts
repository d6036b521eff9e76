/** One call as its sender has seen it, repeats included. */
export interface CallOutcome {
  /** null = no answer, also after the repeat */
  readonly status: number | null
  readonly messageId: string | null
  readonly repeated: boolean
  readonly waitMs: number
}

export interface CallFigures {
  readonly calls: number
  readonly acknowledged: number
  readonly repeated: number
  /** by status; `none` = two instances in a row gave no answer */
  readonly refused: Readonly<Record<string, number>>
  readonly longestWaitMs: number
  /** longest time without any acknowledgement while calls were under way */
  readonly longestSilenceMs: number
}

export interface CallTally {
  begin(): void
  end(outcome: CallOutcome): void
  figures(): CallFigures
}

/** A silence of this length is reported when it ends (ms). */
const LONG_SILENCE_MS = 3_000

export function createCallTally(
  now: () => number,
  onSilence: (ms: number) => void = () => undefined,
): CallTally {
  const refused: Record<string, number> = {}
  let calls = 0
  let acknowledged = 0
  let repeated = 0
  let longestWaitMs = 0
  let longestSilenceMs = 0
  let underWay = 0
  let heardAt = 0
  return {
    begin() {
      calls += 1
      // Silence counts only while calls wait.
      if (underWay === 0) heardAt = now()
      underWay += 1
    },
    end({ status, repeated: again, waitMs }) {
      underWay -= 1
      longestWaitMs = Math.max(longestWaitMs, waitMs)
      if (again) repeated += 1
      if (status === 200) {
        acknowledged += 1
        const silenceMs = now() - heardAt
        longestSilenceMs = Math.max(longestSilenceMs, silenceMs)
        if (silenceMs > LONG_SILENCE_MS) onSilence(Math.round(silenceMs))
        heardAt = now()
      } else {
        const name = String(status ?? 'none')
        refused[name] = (refused[name] ?? 0) + 1
      }
    },
    figures: () => ({
      calls,
      acknowledged,
      repeated,
      refused: { ...refused },
      longestWaitMs: Math.round(longestWaitMs),
      longestSilenceMs: Math.round(longestSilenceMs),
    }),
  }
}
