import type { SubjectDetail } from '../api/shapes.ts'
import { useGet } from '../api/use-get.ts'
import { useTexts } from '../text/use-texts.ts'
import { subjectName } from './subject-name.ts'

/** The name of an employee or record for a reference. */
export function SubjectReference({ id }: { readonly id: string }) {
  const { t } = useTexts()
  const { data, error } = useGet<SubjectDetail>(`/subjects/${id}`, {}, { once: true })
  if (data !== undefined) return subjectName(data, t)
  return error === undefined ? '…' : t.common.unknown
}
