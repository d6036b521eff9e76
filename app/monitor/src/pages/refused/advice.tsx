import { InDetail } from '../../parts/in-detail.tsx'
import { useTexts } from '../../text/use-texts.ts'

interface Props {
  readonly code: string | null
  /** the service's own sentence, in English */
  readonly advice: string
}

/** What to change, in the reader's language; the service's sentence has the particulars. */
export function Advice({ code, advice }: Props) {
  const { t } = useTexts()
  const todo = t.refused.todo[code ?? '']
  if (todo === undefined) return <span lang="en">{advice}</span>
  return (
    <>
      {todo}
      <InDetail sentence={advice} />
    </>
  )
}
