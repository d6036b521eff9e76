import { MessageStrip } from '@ui5/webcomponents-react/MessageStrip'
import type { Lane, SubjectDetail } from '../../api/shapes.ts'
import { IfAnswered } from '../../parts/answered.tsx'
import { useTexts } from '../../text/use-texts.ts'

interface Props {
  readonly subject: SubjectDetail
  /** scheduled deliveries */
  readonly planned: number
  /** there may be more scheduled deliveries */
  readonly morePlanned: boolean
  /** number of visible events without a handler */
  readonly withoutHandler: number
}

function designOf(
  waiting: number,
  withoutHandler: number,
): 'Critical' | 'Information' | 'Positive' {
  if (withoutHandler > 0) return 'Critical'
  return waiting > 0 ? 'Information' : 'Positive'
}

/** The state of a person's deliveries in one sentence. */
export function EmployeeState({ subject, planned, morePlanned, withoutHandler }: Props) {
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

/** The first delivery counts as waiting unless it runs, has failed or is scheduled. */
function waitingIn({ status, leased, headState, waiting, waitingBehind }: Lane): number {
  const isWaiting = status === 'open' && !leased && headState !== 'scheduled'
  return isWaiting ? waiting : waitingBehind
}
