import { Button } from '@ui5/webcomponents-react/Button'
import { MessageStrip } from '@ui5/webcomponents-react/MessageStrip'
import { useState } from 'react'
import { decodeAgain } from '../../actions/act.ts'
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
  const [asked, setAsked] = useState(false)
  const [repairing, setRepairing] = useState(false)
  return (
    <MessageStrip design="Negative" hideCloseButton>
      <strong>{t.message.problem.title}.</strong> {t.message.problem.text}{' '}
      <small>{t.errors.code(message.errorCode ?? t.common.unknown)}</small>
      {operate && (
        <div>
          <Button onClick={() => setAsked(true)}>{t.actions.name.decode}</Button>{' '}
          <Button onClick={() => setRepairing(true)}>{t.repair.name}</Button>
        </div>
      )}
      {repairing && (
        <RepairDialog message={message} onDone={onDone} onClose={() => setRepairing(false)} />
      )}
      {asked && (
        <OneActionDialog
          kind="decode"
          subject={message.id}
          act={(wish) => decodeAgain(message.id, wish)}
          onDone={onDone}
          onClose={() => setAsked(false)}
        />
      )}
    </MessageStrip>
  )
}
