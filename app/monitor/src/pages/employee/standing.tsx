import { MessageStrip } from '@ui5/webcomponents-react/MessageStrip'
import type { SubjectDetail } from '../../api/shapes.ts'
import { IfAnswered } from '../../parts/answered.tsx'
import { useTexts } from '../../text/use-texts.ts'

interface Props {
  readonly subject: SubjectDetail
  /** deliveries that wait for their date */
  readonly planned: number
}

/** How things stand for a person, in a sentence. */
export function Standing({ subject, planned }: Props) {
  const { t } = useTexts()
  const parked = subject.lanes.filter(({ status }) => status === 'parked').length
  const waiting = subject.lanes.reduce((sum, lane) => sum + lane.waitingBehind, 0)
  const sentences = [
    parked > 0 ? t.employee.parked(parked) : '',
    waiting > 0 ? t.employee.waiting(waiting) : '',
    planned > 0 ? t.employee.planned(planned) : '',
  ].filter(Boolean)
  if (parked > 0) {
    return (
      <MessageStrip design="Negative" hideCloseButton>
        {sentences.join(' ')}
      </MessageStrip>
    )
  }
  return (
    <IfAnswered>
      <MessageStrip design="Positive" hideCloseButton>
        {waiting === 0 && `${t.employee.allWell} `}
        {sentences.join(' ')}
      </MessageStrip>
    </IfAnswered>
  )
}
