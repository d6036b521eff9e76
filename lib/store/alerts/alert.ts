import type { AlertKind } from '../../states.ts'

/** A current condition: handler names, codes and numbers, no personal data. */
export interface Condition {
  readonly kind: AlertKind
  /** tells conditions of the same kind apart */
  readonly about: string
  readonly handler: string | null
  readonly code: string | null
  /** of lanes, deliveries, events, calls, messages or hours, depending on the kind */
  readonly count: number
}

/** A condition of the installation with its history. */
export interface Alert extends Condition {
  readonly id: string
  readonly openedAt: Date
  /** not observed since; null = still present */
  readonly absentSince: Date | null
  /** null = open */
  readonly endedAt: Date | null
  /** time of its first notice */
  readonly notifiedAt: Date | null
  /** consecutive failed notices */
  readonly failedNotices: number
}
