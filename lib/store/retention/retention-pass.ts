import type { Pool } from 'pg'
import { deleteFinished } from './delete-finished.ts'
import { deleteIdentities, deleteIdentityVariants } from './delete-identities.ts'
import {
  deleteActionItems,
  deleteActions,
  deleteAlerts,
  deleteCountedTypes,
  deleteFanOuts,
  deleteInstances,
  deleteLatestRecords,
  deleteRefusals,
  deleteReveals,
  type WalkBatch,
} from './delete-old-rows.ts'
import { forgetSubjects, forgetSubjectsOnPages } from './forget-subjects.ts'
import { FIRST_ID } from './id-before.ts'
import { nextStep, type RetentionPlace, type WalkedTable } from './retention-place.ts'
import { walkTable } from './walk-table.ts'

export interface RetentionAges {
  readonly retentionMs: number
  readonly refusalMs: number
  /** of records of reveals; never less than retentionMs */
  readonly auditMs: number
}

/** Subjects of one batch. */
const MAX_SUBJECTS = 1_000

/**
 * Does one batch of a pass.
 * @returns the next place; null = the pass is over
 */
export async function doBatch(
  pool: Pool,
  { retentionMs, refusalMs, auditMs }: RetentionAges,
  place: RetentionPlace,
): Promise<RetentionPlace | null> {
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
    case 'messages': {
      const after = place.after ?? FIRST_ID
      const { last, deleted, subjects } = await deleteFinished(pool, after, retentionMs)
      const known = {
        ...place,
        after: last,
        deleted: place.deleted + deleted,
        subjects: [...new Set([...place.subjects, ...subjects])],
      }
      const enough = last === null || known.subjects.length >= MAX_SUBJECTS
      return enough ? { ...known, step: 'subjects' } : known
    }
    case 'subjects': {
      await forgetSubjects(pool, place.subjects.slice(0, MAX_SUBJECTS))
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
      return nextStep(place)
    case 'subject':
      // A repeat adds unused subjects, and an aborted batch loses the list of its subjects.
      return walkPages('subject', forgetSubjectsOnPages)
    case 'refusals':
      return goOn(await deleteRefusals(pool, refusalMs))
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
