import { hash } from 'node:crypto'
import { type ErasureReport, NOT_COVERED } from '../../encryption/erasure-report.ts'
import type { KeyCustody } from '../../encryption/key-store.ts'
import type { ForgetAction } from './forget-action.ts'

export interface ReportSettings {
  readonly custody: KeyCustody
  /** how long backups of the database are kept (ms) */
  readonly backupMs: number
}

/** The facts of an erasure whose keys are destroyed. Pure. */
export function reportOf(
  { id, requestedAt, done, detail, ...actor }: ForgetAction,
  { custody, backupMs }: ReportSettings,
  keptUntil: Date,
  now: Date,
): ErasureReport {
  const { issuer, clientId, tenant, person } = actor
  return {
    version: 1,
    requestId: id,
    requestedAt: requestedAt.toISOString(),
    signedAt: now.toISOString(),
    actor: { issuer, clientId, tenant, person },
    subjectId: detail.subjectId,
    keyFingerprints: (detail.keyIds ?? []).map((keyId) => hash('sha256', keyId)),
    rows: { ...detail.rows },
    cancelledDeliveries: done,
    handlersTold: [...(detail.handlersTold ?? [])],
    notCovered: [...NOT_COVERED],
    custody,
    backupsUntil: new Date(now.getTime() + backupMs).toISOString(),
    backupsReadable: custody === 'event-database',
    ledgerKeptUntil: keptUntil.toISOString(),
  }
}
