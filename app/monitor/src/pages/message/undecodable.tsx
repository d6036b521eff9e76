import { Button } from '@ui5/webcomponents-react/Button'
import { MessageStrip } from '@ui5/webcomponents-react/MessageStrip'
import { decodeAgain } from '../../actions/act.ts'
import { useShowDialog } from '../../actions/dialog-host.tsx'
import { OneActionDialog } from '../../actions/one-action-dialog.tsx'
import type { MessageDetail } from '../../api/shapes.ts'
import { useMay } from '../../session/session.ts'
import { useTexts } from '../../text/use-texts.ts'
import { RepairDialog } from './repair/repair-dialog.tsx'

interface Props {
  readonly message: MessageDetail
  readonly onDone: () => void
}

/** A note for an undecodable body, with the possible actions. */
export function Undecodable({ message, onDone }: Props) {
  const { t } = useTexts()
  const operate = useMay('Operate')
  const show = useShowDialog()
  const decode = () =>
    show((close) => (
      <OneActionDialog
        kind="decode"
        subject={message.id}
        act={(wish) => decodeAgain(message.id, wish)}
        onDone={onDone}
        onClose={close}
      />
    ))
  const repair = () =>
    show((close) => <RepairDialog message={message} onDone={onDone} onClose={close} />)
  return (
    <MessageStrip design="Negative" hideCloseButton>
      <strong>{t.message.problem.title}.</strong> {t.message.problem.text}{' '}
      <small>{t.errors.code(message.errorCode ?? t.common.unknown)}</small>
      {operate && (
        <div>
          <Button onClick={decode}>{t.actions.name.decode}</Button>{' '}
          <Button onClick={repair}>{t.repair.name}</Button>
        </div>
      )}
    </MessageStrip>
  )
}
