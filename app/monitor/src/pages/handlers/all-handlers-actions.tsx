import '@ui5/webcomponents-icons/dist/media-pause.js'
import '@ui5/webcomponents-icons/dist/media-play.js'
import { Button } from '@ui5/webcomponents-react/Button'
import { actOnAllHandlers } from '../../actions/act.ts'
import { useShowDialog } from '../../actions/dialog-host.tsx'
import { OneActionDialog } from '../../actions/one-action-dialog.tsx'
import type { Handler } from '../../api/shapes.ts'
import { useMay } from '../../session/session.ts'
import { useTexts } from '../../text/use-texts.ts'

interface Props {
  readonly handlers: readonly Handler[]
  readonly onDone: () => void
}

/** Holds all handlers that run, or resumes all that were held this way. */
export function AllHandlersActions({ handlers, onDone }: Props) {
  const { t, f } = useTexts()
  const operate = useMay('Operate')
  const show = useShowDialog()
  if (!operate) return null
  const held = handlers.filter(({ hold }) => hold?.all === true)
  const stay = handlers.filter((handler) => handler.held).length - held.length
  const running = handlers.filter(isStoppable)
  const ask = (kind: 'hold' | 'resume', concerned: readonly Handler[]) =>
    show((close) => (
      <OneActionDialog
        kind={`${kind}-all`}
        subject={f.list(concerned.map(({ name }) => name))}
        note={kind === 'resume' && stay > 0 ? t.actions.staysHeld(stay) : undefined}
        act={(wish) => actOnAllHandlers(kind, wish)}
        onDone={onDone}
        onClose={close}
      />
    ))
  return (
    <>
      {held.length > 0 && (
        <Button icon="media-play" onClick={() => ask('resume', held)}>
          {t.actions.name['resume-all']}
        </Button>
      )}
      {running.length > 0 && (
        <Button icon="media-pause" onClick={() => ask('hold', running)}>
          {t.actions.name['hold-all']}
        </Button>
      )}
    </>
  )
}

/** The service never holds the handler of the audit log along with the others. */
function isStoppable({ held, state, definition }: Handler): boolean {
  const { internal = false } = (definition ?? {}) as { readonly internal?: boolean }
  return !held && !internal && state !== 'retired'
}
