import { Button } from '@ui5/webcomponents-react/Button'
import { MessageStrip } from '@ui5/webcomponents-react/MessageStrip'
import { handOver } from '../../actions/act.ts'
import { useShowDialog } from '../../actions/dialog-host.tsx'
import { OneActionDialog } from '../../actions/one-action-dialog.tsx'
import type { MessageDetail } from '../../api/shapes.ts'
import { useMay } from '../../session/session.ts'
import { useTexts } from '../../text/use-texts.ts'
import { isReadable } from './forgotten-events.ts'

interface Props {
  readonly message: MessageDetail
  readonly onDone: () => void
}

/** Events that no handler got because another sender counts, with the action to hand them over. */
export function OtherSender({ message, onDone }: Props) {
  const { t } = useTexts()
  const operate = useMay('Operate')
  const show = useShowDialog()
  const isLeft = message.events.some(
    (event) => event.discarded === 'other_sender' && !event.handedOver,
  )
  if (!isLeft && message.discarded !== 'other_sender') return null
  const ask = () =>
    show((close) => (
      <OneActionDialog
        kind="hand-over"
        subject={message.id}
        act={(wish) => handOver(message.id, wish)}
        onDone={onDone}
        onClose={close}
      />
    ))
  return (
    <MessageStrip design="Information" hideCloseButton>
      <strong>{t.message.otherSender.title}.</strong> {t.message.otherSender.text}
      {operate && message.events.some(isReadable) && (
        <div>
          <Button onClick={ask}>{t.actions.name['hand-over']}</Button>
        </div>
      )}
    </MessageStrip>
  )
}
