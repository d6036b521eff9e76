import { Icon } from '@ui5/webcomponents-react/Icon'
import type { Handler, MessageStatus } from '../api/shapes.ts'
import { useTexts } from '../text/use-texts.ts'
import { deliveryLook, HANDLER_LOOKS, type Look, MESSAGE_LOOKS } from './look.ts'
import './mark.css'

interface Props {
  readonly look: Look
  readonly text: string
}

/** A state as word, colour and shape. */
export function Mark({ look, text }: Props) {
  return (
    <span className={`mark mark-${look.tone}`}>
      <Icon className="mark-icon" name={look.icon} mode="Decorative" />
      <span>{text}</span>
    </span>
  )
}

export function MessageMark({ status }: { readonly status: MessageStatus }) {
  const { t } = useTexts()
  return <Mark look={MESSAGE_LOOKS[status]} text={t.common.status_[status]} />
}

export function DeliveryMark({ state }: { readonly state: string }) {
  return <Mark look={deliveryLook(state)} text={useStateText()(state)} />
}

/** Running, but with failures. */
const RUNNING: Look = { icon: 'process', tone: 'info' }

/** A handler is green only if none of its deliveries has failed. */
export function HandlerMark({
  handler: { state, parkedLanes, retryingLanes },
}: {
  readonly handler: Pick<Handler, 'state' | 'parkedLanes' | 'retryingLanes'>
}) {
  const { t } = useTexts()
  const isWell = parkedLanes + retryingLanes === 0
  const look = state === 'running' && !isWell ? RUNNING : HANDLER_LOOKS[state]
  return <Mark look={look} text={t.common.handlerState[state]} />
}

/** The word for the state of a delivery. */
export function useStateText(): (state: string) => string {
  const { t } = useTexts()
  const words: Readonly<Record<string, string>> = t.common.state
  return (state) => words[state] ?? state
}
