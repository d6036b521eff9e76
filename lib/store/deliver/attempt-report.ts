import { places } from '../../encryption/places.ts'
import { INSTALLATION_KEY } from '../../encryption/vault.ts'
import { digestOfCause } from '../db/keyed-digest.ts'
import { base64Of, type Sealer, sealerFor } from '../db/seal-values.ts'
import type { Queryable } from '../db/statement.ts'
import { causeOf, type Settlement } from './settlement.ts'

/** An error code that is a single word. Other codes are only part of `error`: they may be sentences. */
const CODE = /^[A-Za-z][A-Za-z0-9_]{1,39}$/

export type ReportedSettlement = Settlement & {
  /** JSON of the attempt's error, log and calls, sealed; absent = none, the usual case */
  readonly report?: string | null
}

/** Adds the reports, sealed by the keys of the events' persons. */
export async function withReports(
  client: Queryable,
  settlements: readonly Settlement[],
): Promise<readonly ReportedSettlement[]> {
  const reported = settlements.filter(hasReport)
  if (reported.length === 0) return settlements
  const sealer = await sealerFor(
    client,
    reported.map(({ delivery }) => delivery.keyId),
  )
  return settlements.map((one) =>
    hasReport(one) ? { ...one, report: reportOf(client, one, sealer) } : one,
  )
}

function hasReport({ error, log, calls }: Settlement): boolean {
  return error !== null || log.length > 0 || calls.length > 0
}

function reportOf(
  client: Queryable,
  { delivery, error, log, calls }: Settlement,
  sealer: Sealer,
): string {
  const { messageId, ordinal, handlerId, run, attempt, keyId = null } = delivery
  const row = places.attempt.of(messageId, ordinal, handlerId, run, attempt)
  const sealed = (column: string, value: unknown) =>
    base64Of(sealer.seal(keyId, `${row}:${column}`, JSON.stringify(value)))
  const cause = causeOf(error?.message ?? null)
  return JSON.stringify({
    keyId: keyId ?? INSTALLATION_KEY,
    error: error === null ? null : sealed('error', error),
    cause: cause === null ? null : digestOfCause(client, cause),
    code: error?.code != null && CODE.test(error.code) ? error.code : null,
    log: log.length === 0 ? null : sealed('log', log),
    logLines: log.length === 0 ? null : log.length,
    calls: calls.length === 0 ? null : sealed('calls', calls),
  })
}
