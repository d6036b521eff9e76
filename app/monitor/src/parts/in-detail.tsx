import { useTexts } from '../text/use-texts.ts'

/** The service's own sentence in English, with the details. */
export function InDetail({ sentence }: { readonly sentence: string }) {
  const { t } = useTexts()
  return (
    <details>
      <summary>{t.common.inDetail}</summary>
      <span lang="en">{sentence}</span>
    </details>
  )
}
