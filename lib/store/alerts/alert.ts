import type { AlertKind } from '../../states.ts'

/** Something that is the case now. Names of handlers, codes and numbers: never a person. */
export interface Condition {
  readonly kind: AlertKind
  /** what makes two of a kind different */
  readonly about: string
  readonly handler: string | null
  readonly code: string | null
  /** lanes, deliveries, events, calls, messages or hours, as the kind has it */
  readonly count: number
}

/** A condition that was noticed, once for the installation. */
export interface Alert extends Condition {
  readonly id: string
  readonly openedAt: Date
  /** it was not seen since; null = it is the case */
  readonly absentSince: Date | null
  /** null = it is open */
  readonly endedAt: Date | null
  /** when its beginning was told */
  readonly notifiedAt: Date | null
  /** attempts to tell in vain, in a row */
  readonly failedNotices: number
}
