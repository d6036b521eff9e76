import type { Pool } from 'pg'
import type { DurabilityRisk } from '../../states.ts'
import { durabilityRisks, readDurability } from './durability.ts'

export interface DurabilityReportOptions {
  readonly pool: Pool
  /** told at the start if there are any, and whenever they change */
  readonly onChange: (risks: readonly DurabilityRisk[]) => void
  readonly onFailure: (error: unknown) => void
  readonly everyMs?: number
}

export interface DurabilityReport {
  /** as of the last look that succeeded */
  risks(): readonly DurabilityRisk[]
  close(): void
}

/** A standby may be attached, and a setting changed, while the service runs (ms). */
const EVERY_MS = 60_000

/** Looks now, and again from time to time. */
export async function startDurabilityReport(
  options: DurabilityReportOptions,
): Promise<DurabilityReport> {
  const { pool, onChange, onFailure, everyMs = EVERY_MS } = options
  let known: readonly DurabilityRisk[] = []

  async function look(): Promise<void> {
    const risks = durabilityRisks(await readDurability(pool))
    if (risks.join() === known.join()) return
    known = risks
    onChange(risks)
  }

  await look().catch(onFailure)
  const timer = setInterval(() => void look().catch(onFailure), everyMs).unref()
  return { risks: () => known, close: () => clearInterval(timer) }
}
