import type { Texts } from '../en.ts'

type Mark = Parameters<Texts['charts']['mark']>[0]

const marks = {
  deployment: ({ version }: Mark) => `Version ${version ?? ''} eingespielt`,
  hold: ({ handler }: Mark) => `${handler ?? ''} angehalten`,
  circuit: ({ handler }: Mark) => `Ziel von ${handler ?? ''} nicht erreichbar`,
}

export const charts: Texts['charts'] = {
  title: 'So läuft es',
  range: 'Zeitraum der Diagramme',
  ranges: {
    '1h': 'Letzte Stunde',
    '24h': 'Letzte 24 Stunden',
    '7d': 'Letzte 7 Tage',
    '30d': 'Letzte 30 Tage',
  },
  shortRanges: { '1h': '1 Std.', '24h': '24 Std.', '7d': '7 T.', '30d': '30 T.' },
  before: {
    '1h': (value) => `Stunde davor: ${value}`,
    '24h': (value) => `24 Stunden davor: ${value}`,
    '7d': (value) => `7 Tage davor: ${value}`,
    '30d': (value) => `30 Tage davor: ${value}`,
  },
  nothingBefore: 'noch kein Vergleich möglich',
  none: 'Die Diagramme beginnen ein bis zwei Minuten nach dem ersten Start dieser Version.',
  point: (when, parts) => `${when}: ${parts.join('; ')}`,
  perMinute: (rate) => `${rate} je Minute`,
  share: (percent, count) => `${percent} (${count})`,
  noneDone: 'keine',
  quantiles: (p50, p95) => `die Hälfte in ${p50}, 95 % in ${p95}`,
  time: 'Zeit',
  received: 'Empfangene Nachrichten',
  waiting: 'Wartende Zustellungen',
  oldest: 'Älteste wartende Zustellung',
  failed: 'Fehlgeschlagene Zustellungen',
  failedAttempts: 'Fehlgeschlagene Versuche',
  attempts: 'Versuche',
  done: 'Vom Empfang bis zum Abschluss',
  duration: 'Dauer der Versuche',
  p50: 'p50: die Hälfte dauerte nicht länger',
  p95: 'p95: 95 % dauerten nicht länger',
  most: (value) => `höchstens ${value}`,
  lastRun: 'Letzter Versuch',
  caption: 'Zahlen im Zeitverlauf',
  ofRate: 'Nachrichten je Minute',
  refusedRate: 'Abgewiesene Aufrufe je Minute',
  attemptsPerMinute: 'Versuche je Minute',
  hint: 'Wartend ist die höchste Zahl der jeweiligen Zeit. Wiederholungen, Nachlieferungen und Startdaten zählen nicht zur Zeit bis zum Abschluss.',
  marks: 'Deployments und angehaltene Handler',
  noMarks: 'Keine in dieser Zeit.',
  moreMarks: (count) => `${count} weitere`,
  mark: (mark) => marks[mark.kind](mark),
  goesOn: 'jetzt',
}
