import type { Pool } from 'pg'
import type { DurabilityRisk } from '../../states.ts'
import { durabilityRisks, readDurability } from './durability.ts'

export interface DurabilityReportOptions {
  readonly pool: Pool
  /** called at the start if there are risks, and after each change */
  readonly onChange: (risks: readonly DurabilityRisk[]) => void
  readonly onFailure: (error: unknown) => void
  readonly everyMs?: number
}

export interface DurabilityReport {
  /** as of the last successful check */
  risks(): readonly DurabilityRisk[]
  close(): void
}

/** Settings and standbys may change while the service runs (ms). */
const EVERY_MS = 60_000

/** Checks now, then periodically. */
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
