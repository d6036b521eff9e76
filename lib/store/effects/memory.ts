import type { StartedWithoutEvent } from '../record/started-delivery.ts'

export type EffectStart =
  | { readonly kind: 'finished'; readonly result: unknown }
  | { readonly kind: 'begun'; readonly inDoubt: boolean }

/** The effects of `once`. Writes only while the lane's lease is valid. */
export interface EffectMemory {
  /** Resolves once the beginning is committed or an earlier end is found. */
  begin(delivery: StartedWithoutEvent, name: string): Promise<EffectStart>
  /** Resolves once the end is committed; during an outage retries for one lease time. */
  end(delivery: StartedWithoutEvent, name: string, result: string | null): Promise<void>
}
