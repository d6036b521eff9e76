import type { Pool } from 'pg'
import { deleteActionItems } from './delete-action-items.ts'
import { deleteActions } from './delete-actions.ts'
import { deleteAlerts } from './delete-alerts.ts'
import { deleteCountedTypes } from './delete-counted-types.ts'
import { deleteFanOuts } from './delete-fan-outs.ts'
import { deleteFinished } from './delete-finished.ts'
import { deleteIdentities } from './delete-identities.ts'
import { deleteIdentityVariants } from './delete-identity-variants.ts'
import { deleteInstances } from './delete-instances.ts'
import { deleteLatestRecords } from './delete-latest-records.ts'
import { deleteRefusals } from './delete-refusals.ts'
import { deleteReveals } from './delete-reveals.ts'
import { findSubjectsOnPages } from './find-subjects-on-pages.ts'
import { forgetSubjects } from './forget-subjects.ts'
import { FIRST_ID } from './id-before.ts'
import type { RetentionPlace, RetentionStep, WalkedTable } from './retention-place.ts'
import { walkTable } from './walk-table.ts'

export interface RetentionAges {
  readonly retentionMs: number
  readonly refusalMs: number
  /** of records of reveals; never less than retentionMs */
  readonly auditMs: number
}

/** Subjects looked at in one go. */
const MAX_SUBJECTS = 1_000

/**
 * Does one batch of a pass.
 * @returns where it goes on; null = the pass is over
 */
export async function doBatch(
  pool: Pool,
  { retentionMs, refusalMs, auditMs }: RetentionAges,
  place: RetentionPlace,
): Promise<RetentionPlace | null> {
  const walk = async (
    table: WalkedTable,
    next: RetentionStep,
    work: (from: string, to: string) => Promise<void>,
  ) => {
    const walked = await walkTable(pool, table, place, work)
    return walked.pagesLeft === 0 ? begin(walked, next) : walked
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
      return begin({ ...place, subjects }, 'identity_variant')
    }
    case 'identity_variant':
      return walk('identity_variant', 'identity', (from, to) =>
        deleteIdentityVariants(pool, from, to),
      )
    case 'identity':
      return walk('identity', 'latest_records', (from, to) => deleteIdentities(pool, from, to))
    case 'latest_records':
      if (await deleteLatestRecords(pool)) return place
      await deleteCountedTypes(pool)
      return begin(place, 'subject')
    case 'subject':
      // A repeat adds subjects that nothing refers to, and a killed batch forgets whom it was about.
      return walk('subject', 'refusals', async (from, to) =>
        forgetSubjects(pool, await findSubjectsOnPages(pool, from, to)),
      )
    case 'refusals':
      return (await deleteRefusals(pool, refusalMs)) ? place : begin(place, 'action_items')
    case 'action_items': {
      const last = await deleteActionItems(pool, place.after ?? FIRST_ID, retentionMs)
      return last === null ? begin(place, 'actions') : { ...place, after: last }
    }
    case 'actions': {
      const last = await deleteActions(pool, place.after ?? FIRST_ID, retentionMs)
      return last === null ? begin(place, 'reveals') : { ...place, after: last }
    }
    case 'reveals': {
      const last = await deleteReveals(pool, place.after ?? FIRST_ID, auditMs)
      return last === null ? begin(place, 'instances') : { ...place, after: last }
    }
    case 'instances':
      return (await deleteInstances(pool, retentionMs)) ? place : begin(place, 'fan_out')
    case 'fan_out':
      return (await deleteFanOuts(pool, retentionMs)) ? place : begin(place, 'alerts')
    case 'alerts':
      return (await deleteAlerts(pool, retentionMs)) ? place : null
  }
}

function begin(place: RetentionPlace, step: RetentionStep): RetentionPlace {
  return { ...place, step, after: null, pagesLeft: null }
}
