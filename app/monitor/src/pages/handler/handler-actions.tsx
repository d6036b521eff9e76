import '@ui5/webcomponents-icons/dist/media-pause.js'
import '@ui5/webcomponents-icons/dist/media-play.js'
import '@ui5/webcomponents-icons/dist/history.js'
import { Button } from '@ui5/webcomponents-react/Button'
import { useState } from 'react'
import { actOnHandler } from '../../actions/act.ts'
import { OneActionDialog } from '../../actions/one-action-dialog.tsx'
import type { Handler } from '../../api/shapes.ts'
import { useMay } from '../../session/session.ts'
import { useTexts } from '../../text/use-texts.ts'
import { BackfillDialog } from './backfill-dialog.tsx'

interface Props {
  readonly handler: Handler
  readonly onDone: () => void
}

/** Hold or resume, and backfill. */
export function HandlerActions({ handler, onDone }: Props) {
  const { t } = useTexts()
  const operate = useMay('Operate')
  const [asked, setAsked] = useState<'hold' | 'resume' | 'backfill'>()
  if (!operate || handler.state === 'retired') return null
  const { name, state } = handler
  const other = state === 'held' ? 'resume' : 'hold'
  const close = () => setAsked(undefined)
  return (
    <>
      <Button
        icon={other === 'hold' ? 'media-pause' : 'media-play'}
        design={other === 'resume' ? 'Emphasized' : 'Default'}
        onClick={() => setAsked(other)}
      >
        {t.actions.name[other]}
      </Button>
      <Button icon="history" onClick={() => setAsked('backfill')}>
        {t.actions.name.backfill}
      </Button>
      {asked === 'backfill' && <BackfillDialog handler={name} onClose={close} />}
      {(asked === 'hold' || asked === 'resume') && (
        <OneActionDialog
          kind={asked}
          subject={name}
          act={(wish) => actOnHandler(asked, name, wish)}
          onDone={onDone}
          onClose={close}
        />
      )}
    </>
  )
}
