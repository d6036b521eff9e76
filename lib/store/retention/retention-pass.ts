import type { Pool } from 'pg'
import { FIRST_ID } from '../queries/id-time.ts'
import { deleteByPeriod, deleteFinished, deleteOverdue } from './delete-finished.ts'
import { deleteIdentities, deleteIdentityVariants } from './delete-identities.ts'
import {
  deleteActionItems,
  deleteActions,
  deleteAlerts,
  deleteCountedTypes,
  deleteErasureReports,
  deleteFanOuts,
  deleteInstances,
  deleteLatestRecords,
  deleteRefusals,
  deleteReveals,
  deleteStatsSpans,
  type WalkBatch,
} from './delete-old-rows.ts'
import { deleteUnusedSubjects, deleteUnusedSubjectsOnPages } from './delete-unused-subjects.ts'
import { nextStep, type RetentionPlace, underPeriods, type WalkedTable } from './retention-place.ts'
import { digestOfPeriods, distinctPeriods, type RetentionPeriods } from './retention-rules.ts'
import { walkTable } from './walk-table.ts'

export interface RetentionAges extends RetentionPeriods {
  /** of records of reveals; never less than the longest period of messages */
  readonly auditMs: number
}

/** How long refusals are kept. */
export const REFUSAL_MS = 14 * 24 * 60 * 60_000
/** Subjects of one batch. */
const MAX_SUBJECTS = 1_000

/**
 * Does one batch of a pass.
 * @returns the next place; null = the pass is over
 */
export async function doBatch(
  pool: Pool,
  ages: RetentionAges,
  stored: RetentionPlace,
): Promise<RetentionPlace | null> {
  const { retentionMs, auditMs } = ages
  const place = underPeriods(stored, digestOfPeriods(ages))
  const goOn = (hasMore: boolean) => (hasMore ? place : nextStep(place))
  const walk = async (batch: WalkBatch, ageMs: number) => {
    const after = await batch(pool, place.after ?? FIRST_ID, ageMs)
    return after === null ? nextStep(place) : { ...place, after }
  }
  const walkPages = async (
    table: WalkedTable,
    work: (pool: Pool, from: string, to: string) => Promise<void>,
  ) => {
    const walked = await walkTable(pool, table, place, (from, to) => work(pool, from, to))
    return walked.pagesLeft === 0 ? nextStep(walked) : walked
  }
  switch (place.step) {
    case 'overdue': {
      if (ages.rules.length === 0) return walkMessages(pool, ages, { ...place, step: 'messages' })
      const { last, deleted, subjects } = await deleteOverdue(pool, place.after ?? FIRST_ID, ages)
      await deleteUnusedSubjects(pool, subjects)
      const known = { ...place, after: last, deleted: place.deleted + deleted }
      return last === null ? nextStep(known) : known
    }
    case 'messages':
      return walkMessages(pool, ages, place)
    case 'subjects': {
      await deleteUnusedSubjects(pool, place.subjects.slice(0, MAX_SUBJECTS))
      const subjects = place.subjects.slice(MAX_SUBJECTS)
      if (subjects.length > 0) return { ...place, subjects }
      if (place.after !== null) return { ...place, subjects, step: 'messages' }
      return nextStep({ ...place, subjects })
    }
    case 'identity_variant':
      return walkPages('identity_variant', deleteIdentityVariants)
    case 'identity':
      return walkPages('identity', deleteIdentities)
    case 'latest_records':
      if (await deleteLatestRecords(pool)) return place
      await deleteCountedTypes(pool)
      await deleteErasureReports(pool)
      await deleteStatsSpans(pool)
      return nextStep(place)
    case 'subject':
      // A duplicate adds unused subjects, and an aborted batch loses the list of its subjects.
      return walkPages('subject', deleteUnusedSubjectsOnPages)
    case 'refusals':
      return goOn(await deleteRefusals(pool, REFUSAL_MS))
    case 'action_items':
      return walk(deleteActionItems, retentionMs)
    case 'actions':
      return walk(deleteActions, retentionMs)
    case 'reveals':
      return walk(deleteReveals, auditMs)
    case 'instances':
      return goOn(await deleteInstances(pool, retentionMs))
    case 'fan_out':
      return goOn(await deleteFanOuts(pool, retentionMs))
    case 'alerts':
      return goOn(await deleteAlerts(pool, retentionMs))
  }
}

/**
 * Walks the messages once for each period, the shortest first. The walk of a shorter period continues
 * where the last pass ended, and reads each message once. The walk of the longest one starts with the
 * first message: almost all behind it are deleted.
 */
async function walkMessages(
  pool: Pool,
  ages: RetentionAges,
  place: RetentionPlace,
): Promise<RetentionPlace> {
  const periods = distinctPeriods(ages)
  const ms = periods[place.period] ?? ages.retentionMs
  const isLongest = place.period >= periods.length - 1
  const { last, deleted, subjects } = await deleteOld(pool, ages, place, { ms, isLongest })
  const known = {
    ...place,
    after: last,
    deleted: place.deleted + deleted,
    subjects: [...new Set([...place.subjects, ...subjects])],
    walkedTo: isLongest || last === null ? place.walkedTo : { ...place.walkedTo, [ms]: last },
  }
  if (last === null && !isLongest) return { ...known, period: place.period + 1 }
  const enough = last === null || known.subjects.length >= MAX_SUBJECTS
  return enough ? { ...known, step: 'subjects' } : known
}

function deleteOld(
  pool: Pool,
  ages: RetentionAges,
  { after, walkedTo }: RetentionPlace,
  { ms, isLongest }: { readonly ms: number; readonly isLongest: boolean },
) {
  if (ages.rules.length === 0) return deleteFinished(pool, after ?? FIRST_ID, ms)
  const start = after ?? (isLongest ? FIRST_ID : (walkedTo[ms] ?? FIRST_ID))
  return deleteByPeriod(pool, start, ms, ages, isLongest)
}
