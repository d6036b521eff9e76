import '@ui5/webcomponents-icons/dist/media-pause.js'
import '@ui5/webcomponents-icons/dist/media-play.js'
import '@ui5/webcomponents-icons/dist/history.js'
import { Button } from '@ui5/webcomponents-react/Button'
import { actOnHandler } from '../../actions/act.ts'
import { allowedHandlerActions, type HandlerActionKind } from '../../actions/allowed-actions.ts'
import { useShowDialog } from '../../actions/dialog-host.tsx'
import { OneActionDialog } from '../../actions/one-action-dialog.tsx'
import type { Handler } from '../../api/shapes.ts'
import { useMay } from '../../session/session.ts'
import { useTexts } from '../../text/use-texts.ts'
import { BackfillDialog } from './backfill-dialog.tsx'
import { ResumeDialog } from './resume-dialog.tsx'

const ICONS: Readonly<Record<HandlerActionKind, string>> = {
  hold: 'media-pause',
  resume: 'media-play',
  backfill: 'history',
}

interface Props {
  readonly handler: Handler
  readonly onDone: () => void
}

export function HandlerActions({ handler, onDone }: Props) {
  const { t } = useTexts()
  const operate = useMay('Operate')
  const show = useShowDialog()
  if (!operate) return null
  const { name } = handler
  const ask = (kind: HandlerActionKind) =>
    show((close) =>
      kind === 'backfill' ? (
        <BackfillDialog handler={handler} onClose={close} />
      ) : kind === 'resume' ? (
        <ResumeDialog
          handler={name}
          hold={handler.hold?.actionId}
          onDone={onDone}
          onClose={close}
        />
      ) : (
        <OneActionDialog
          kind={kind}
          subject={name}
          act={(wish) => actOnHandler(kind, name, wish)}
          onDone={onDone}
          onClose={close}
        />
      ),
    )
  return (
    <>
      {allowedHandlerActions(handler).map((kind) => (
        <Button
          key={kind}
          icon={ICONS[kind]}
          design={kind === 'resume' ? 'Emphasized' : 'Default'}
          onClick={() => ask(kind)}
        >
          {t.actions.name[kind]}
        </Button>
      ))}
    </>
  )
}
