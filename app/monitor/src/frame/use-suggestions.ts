import { keepHit, useKept } from '../api/kept.ts'
import type { IdHit } from '../api/shapes.ts'
import { useOnce } from '../api/use-once.ts'
import { shortType } from '../parts/event-type.tsx'
import { subjectName } from '../parts/subject-name.ts'
import type { Texts } from '../text/en.ts'
import type { Formats } from '../text/format.ts'
import { useTexts } from '../text/use-texts.ts'
import { canBeginId, idsBeginningWith } from './find.ts'
import { useSettled } from './use-settled.ts'

export interface Suggestion {
  /** the page it opens */
  readonly target: string
  readonly text: string
  readonly description: string
  readonly icon: string
}

/** Time without a key before a request (ms). */
const SETTLE_MS = 150

/** Ids that begin with the text; without a text, the latest hits of the user. */
export function useSuggestions(text: string) {
  const { t, f } = useTexts()
  const beginning = useSettled(text, SETTLE_MS)
  const kept = useKept()
  const hits = useOnce(
    ['by-id', beginning],
    (signal) => idsBeginningWith(beginning, signal),
    canBeginId(beginning),
  )
  const found = canBeginId(text) && beginning === text ? (hits.data?.items ?? []) : []
  const recent = kept.data?.recent ?? []
  return {
    items:
      text === ''
        ? recent.map((hit) => recentSuggestion(hit, t, f))
        : found.map((hit) => idSuggestion(hit, t, f)),
    /** Remembers a page that a search opened, as a reference. */
    async keep(target: string): Promise<void> {
      const [, page, id = ''] = target.split('/')
      const hit = page === 'employees' ? { subjectId: id } : { messageId: id }
      // A search that opened its hit has succeeded, remembered or not.
      await keepHit(hit).then(kept.reload, () => undefined)
    },
  }
}

function idSuggestion(
  { id, field, value, type, receivedAt }: IdHit,
  t: Texts,
  f: Formats,
): Suggestion {
  return {
    target: `/messages/${id}`,
    text: value,
    description: [t.frame.idField[field], typeOf(type), f.exact(receivedAt)]
      .filter(Boolean)
      .join(' · '),
    icon: 'email',
  }
}

type Recent = NonNullable<ReturnType<typeof useKept>['data']>['recent'][number]

function recentSuggestion({ message, subject }: Recent, t: Texts, f: Formats): Suggestion {
  if (subject !== null) {
    return {
      target: `/employees/${subject.id}`,
      text: subjectName(subject, t),
      description: [t.frame.recent, t.common.employee, subject.company].filter(Boolean).join(' · '),
      icon: 'employee',
    }
  }
  const { id = '', type = null, receivedAt = '' } = message ?? {}
  return {
    target: `/messages/${id}`,
    text: id,
    description: [t.frame.recent, typeOf(type), receivedAt === '' ? '' : f.exact(receivedAt)]
      .filter(Boolean)
      .join(' · '),
    icon: 'email',
  }
}

function typeOf(type: string | null): string {
  return type === null ? '' : shortType(type)
}
