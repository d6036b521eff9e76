import { MessageStrip } from '@ui5/webcomponents-react/MessageStrip'
import type { Lane, SubjectDetail } from '../../api/shapes.ts'
import { IfAnswered } from '../../parts/answered.tsx'
import { useTexts } from '../../text/use-texts.ts'

interface Props {
  readonly subject: SubjectDetail
  /** deliveries that wait for their date */
  readonly planned: number
  /** there may be more of them */
  readonly morePlanned: boolean
  /** of the events that are shown: those that no handler takes */
  readonly withoutHandler: number
}

function designOf(
  waiting: number,
  withoutHandler: number,
): 'Critical' | 'Information' | 'Positive' {
  if (withoutHandler > 0) return 'Critical'
  return waiting > 0 ? 'Information' : 'Positive'
}

/** How things stand for a person, in a sentence. */
export function Standing({ subject, planned, morePlanned, withoutHandler }: Props) {
  const { t } = useTexts()
  const parked = subject.lanes.filter(({ status }) => status === 'parked').length
  const waiting = subject.lanes.reduce((sum, lane) => sum + waitingIn(lane), 0)
  const sentences = [
    parked > 0 ? t.employee.parked(parked) : '',
    waiting > 0 ? t.employee.waiting(waiting) : '',
    planned > 0 ? t.employee.planned(planned, morePlanned) : '',
    withoutHandler > 0 ? t.employee.withoutHandler(withoutHandler) : '',
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
      <MessageStrip design={designOf(waiting, withoutHandler)} hideCloseButton>
        {waiting === 0 && `${t.employee.allWell} `}
        {sentences.join(' ')}
      </MessageStrip>
    </IfAnswered>
  )
}

/** The first one waits as well, unless it runs, has failed, or is planned for a date. */
function waitingIn({ status, leased, headState, waiting, waitingBehind }: Lane): number {
  const isWaiting = status === 'open' && !leased && headState !== 'scheduled'
  return isWaiting ? waiting : waitingBehind
}
