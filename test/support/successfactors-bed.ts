import {
  type LocalOData,
  type ODataTrouble,
  startLocalOData,
} from '../../lib/local/successfactors-odata/local-odata.ts'
import type { StoredRow, StoredRows } from '../../lib/local/successfactors-odata/stored-rows.ts'
import { createDestinations } from '../../lib/outbound/destinations/create-destinations.ts'
import type { CallOptions, DestinationSource } from '../../lib/outbound/destinations/destination.ts'
import { createSuccessFactors } from '../../lib/outbound/successfactors/create-successfactors.ts'
import { createRateLimitGate } from '../../lib/outbound/successfactors/rate-limit-gate.ts'
import type { Row } from '../../lib/outbound/successfactors/rows.ts'
import type { SuccessFactors } from '../../lib/outbound/successfactors/successfactors.ts'
import { anEvent } from '../../lib/testing.ts'

const NOW = new Date('2026-10-15T12:00:00Z')
export const HIRED = 'com.successfactors.Employment.AssignmentInformation.Hire'

/** The path of a call, and its options. */
interface Asked {
  readonly path: string
  readonly options: CallOptions
}

/** A local OData server with the rows of a test, and the client of SuccessFactors on it. */
export interface SuccessFactorsBed {
  rows: StoredRows
  /** answers of the next calls, instead of rows */
  troubles: ODataTrouble[]
  /** user ids that the technical user may not see */
  readonly hidden: Set<unknown>
  readonly asked: Asked[]
  /** pauses of the rate limit (ms): its clock advances without waiting */
  readonly waits: number[]
  readonly sf: SuccessFactors
  reader(gate: ReturnType<typeof createRateLimitGate>): SuccessFactors
  close(): Promise<void>
}

export async function createSuccessFactorsBed(): Promise<SuccessFactorsBed> {
  const hidden = new Set<unknown>()
  const asked: Asked[] = []
  const waits: number[] = []
  const odata: LocalOData = await startLocalOData({
    port: 0,
    rows: () => bed.rows,
    isSeen: (row) => !hidden.has(row.userId),
    trouble: () => bed.troubles.shift() ?? null,
    now: () => NOW,
  })
  const named = new Map([['successfactors', { url: odata.url, login: { kind: 'none' } as const }]])
  const own = createDestinations({ named, bound: false })
  const source: DestinationSource = {
    destination(name) {
      const destination = own.destination(name)
      return {
        ...destination,
        get(path, options = {}) {
          asked.push({ path, options })
          return destination.get(path, options)
        },
      }
    },
  }
  const reader: SuccessFactorsBed['reader'] = (rateLimitGate) =>
    createSuccessFactors({ source, rateLimitGate, signal: new AbortController().signal })
  const sf = reader(gateOnAClock(waits))
  const bed: SuccessFactorsBed = {
    rows: {},
    troubles: [],
    hidden,
    asked,
    waits,
    sf,
    reader,
    close: () => odata.close(),
  }
  return bed
}

/** Waits for nothing: its clock goes on instead. */
function gateOnAClock(waits: number[]) {
  let ahead = 0
  return createRateLimitGate({
    now: () => Date.now() + ahead,
    async wait(ms) {
      waits.push(ms)
      ahead += ms
    },
  })
}

/** A row of EmpJob. */
export const aJob = (userId: string, startDate: string, endDate: string, more: StoredRow = {}) => ({
  ...{ userId, startDate, endDate, seqNumber: '1' },
  lastModifiedDateTime: '2026-01-01T00:00:00Z',
  ...more,
})

/** An event about a row of EmpJob. */
export const aJobEvent = (keys: Record<string, string>) =>
  anEvent({ type: HIRED, entityType: 'EmpJob', keys })

export async function allOf(found: AsyncIterable<Row>): Promise<Row[]> {
  const rows: Row[] = []
  for await (const row of found) rows.push(row)
  return rows
}

export const failureOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => null,
    (error: unknown) => error,
  )
