import type { ForgettingConfig } from '../../lib/config/forgetting.ts'
import { createReportSigner } from '../../lib/encryption/erasure-report.ts'
import type { Vault } from '../../lib/encryption/vault.ts'
import type { DueAction } from '../../lib/store/actions/due-actions.ts'
import type { Pool } from '../../lib/store/db/database.ts'
import { applyLedger } from '../../lib/store/forget/apply-ledger.ts'
import { type ForgetDeps, processForgetting } from '../../lib/store/forget/process-forgetting.ts'
import { reportOf } from '../../lib/store/forget/report-of.ts'
import type { ForgetSettings } from '../operations/operations-deps.ts'

/** Erasures of this instance. */
export interface Forgetting {
  /** for the operations API */
  readonly settings: ForgetSettings
  /** Does the next step of an erasure; returns the number of cancelled deliveries. */
  step(pool: Pool, action: DueAction): Promise<number>
  /** Applies erasures that a restored database does not contain; returns the number of entries. */
  applyLedger(pool: Pool): Promise<number>
}

export interface ForgettingDeps {
  readonly config: ForgettingConfig
  readonly vault: Vault
  readonly instanceId: string
  readonly leaseMs: number
  /** milliseconds since 1970 */
  readonly clock: () => number
}

export async function composeForgetting(deps: ForgettingDeps): Promise<Forgetting> {
  const { config, vault, instanceId, leaseMs, clock } = deps
  const { keptMs, backupMs, maxPerHour } = config
  const signer = await createReportSigner(vault.installation.key)
  const { custody } = vault.store
  const depsOf = (pool: Pool): ForgetDeps => ({
    ...{ pool, instanceId, keptMs },
    keys: vault.store,
    onDestroyed: vault.keys.drop,
    signReport: (ended, keptUntil) =>
      signer.sign(reportOf(ended, { custody, backupMs }, keptUntil, new Date(clock()))),
  })
  return {
    settings: {
      custody,
      keys: vault.store,
      reportKeys: signer.publicKeys,
      maxPerHour,
      keptMs,
      backupMs,
    },
    step: (pool, action) => processForgetting(depsOf(pool), action),
    applyLedger: (pool) => applyLedger(depsOf(pool), leaseMs),
  }
}
