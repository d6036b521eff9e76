import { useTexts } from '../text/use-texts.ts'

/** The service's own sentence, which is in English and has the particulars. */
export function InDetail({ sentence }: { readonly sentence: string }) {
  const { t } = useTexts()
  return (
    <details>
      <summary>{t.common.inDetail}</summary>
      <span lang="en">{sentence}</span>
    </details>
  )
}
