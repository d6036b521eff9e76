/** A deployment, a hold or an open circuit. */
interface Mark {
  readonly kind: 'deployment' | 'hold' | 'circuit'
  readonly handler: string | null
  readonly version: string | null
}

const marks = {
  deployment: ({ version }: Mark) => `Version ${version ?? ''} deployed`,
  hold: ({ handler }: Mark) => `${handler ?? ''} held`,
  circuit: ({ handler }: Mark) => `Target of ${handler ?? ''} down`,
}

export const charts = {
  title: 'How it goes',
  range: 'Range of the charts',
  ranges: { '1h': 'Last hour', '24h': 'Last 24 hours', '7d': 'Last 7 days', '30d': 'Last 30 days' },
  shortRanges: { '1h': '1 h', '24h': '24 h', '7d': '7 d', '30d': '30 d' },
  before: {
    '1h': (value: string) => `hour before: ${value}`,
    '24h': (value: string) => `24 hours before: ${value}`,
    '7d': (value: string) => `7 days before: ${value}`,
    '30d': (value: string) => `30 days before: ${value}`,
  },
  nothingBefore: 'nothing to compare with yet',
  none: 'The charts begin one or two minutes after the first start of this version.',
  point: (when: string, parts: readonly string[]) => `${when}: ${parts.join('; ')}`,
  perMinute: (rate: string) => `${rate} per minute`,
  share: (percent: string, count: string) => `${percent} (${count})`,
  noneDone: 'none',
  quantiles: (p50: string, p95: string) => `half within ${p50}, 95% within ${p95}`,
  time: 'Time',
  received: 'Messages received',
  waiting: 'Waiting deliveries',
  oldest: 'Oldest waiting delivery',
  failed: 'Deliveries failed',
  failedAttempts: 'Attempts that failed',
  attempts: 'Attempts',
  done: 'From receipt to completion',
  duration: 'Duration of attempts',
  p50: 'p50: half took no longer',
  p95: 'p95: 95% took no longer',
  most: (value: string) => `at most ${value}`,
  lastRun: 'Last attempt',
  caption: 'Numbers over time',
  ofRate: 'Messages per minute',
  refusedRate: 'Calls refused per minute',
  attemptsPerMinute: 'Attempts per minute',
  hint: 'Waiting is the highest number of each time. Replays, backfills and start dates are not part of the time to completion.',
  marks: 'Deployments and holds',
  noMarks: 'None in this time.',
  moreMarks: (count: number) => `${count} more`,
  mark: (mark: Mark): string => marks[mark.kind](mark),
  goesOn: 'now',
}
