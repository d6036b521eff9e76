import { InDetail } from '../../parts/in-detail.tsx'
import { useTexts } from '../../text/use-texts.ts'
import './advice.css'
import { type RefusedFor, reasonOf } from './reason-of.ts'

interface Props {
  readonly of: RefusedFor
  /** the service's own sentence, in English */
  readonly advice: string
}

/** The required change in the user's language. The service's sentence adds the details. */
export function Advice({ of, advice }: Props) {
  const { t } = useTexts()
  const reason = reasonOf(of, t.refused)
  if (reason === undefined) {
    return (
      <p className="advice" lang="en">
        {advice}
      </p>
    )
  }
  return (
    <>
      <p className="advice">{reason.todo}</p>
      {advice !== '' && <InDetail sentence={advice} />}
    </>
  )
}
