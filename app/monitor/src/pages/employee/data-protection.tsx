import '@ui5/webcomponents-icons/dist/download.js'
import { useMutation } from '@tanstack/react-query'
import { Button } from '@ui5/webcomponents-react/Button'
import { MessageStrip } from '@ui5/webcomponents-react/MessageStrip'
import { useEffect, useRef, useState } from 'react'
import { Link } from 'react-router'
import { isRunning } from '../../actions/action-progress.ts'
import { ForgetDialog } from '../../actions/forget-dialog.tsx'
import { readReport } from '../../actions/forgetting.ts'
import { useActions } from '../../actions/use-actions.ts'
import type { SubjectDetail } from '../../api/shapes.ts'
import { download } from '../../parts/download.ts'
import { ErrorNote } from '../../parts/error-note.tsx'
import { Section } from '../../parts/section.tsx'
import { useMay } from '../../session/session.ts'
import { useTexts } from '../../text/use-texts.ts'
import './data-protection.css'
import { HoldDialog } from './hold-dialog.tsx'

interface Props {
  readonly subject: SubjectDetail
  readonly name: string
  readonly onDone: () => void
}

/** Forgetting a person, its legal hold, and the report of its erasure. */
export function DataProtection({ subject, name, onDone }: Props) {
  const { t } = useTexts()
  const mayForget = useMay('Forget')
  if (!mayForget && subject.forgetAction === null && subject.legalHold === null) return null
  return (
    <Section
      title={t.dataProtection.title}
      {...(subject.forgetAction === null && { hint: t.dataProtection.hint })}
    >
      <div className="data-protection">
        {subject.forgetAction === null ? (
          <Choices subject={subject} name={name} onDone={onDone} mayForget={mayForget} />
        ) : (
          <Erasure actionId={subject.forgetAction} subject={subject} onDone={onDone} />
        )}
      </div>
    </Section>
  )
}

/** The actions for a person that is not forgotten. */
function Choices({ subject, name, onDone, mayForget }: Props & { readonly mayForget: boolean }) {
  const { t, f } = useTexts()
  const [open, setOpen] = useState<'forget' | 'hold' | null>(null)
  const { id, legalHold, blockedAt } = subject
  const close = () => setOpen(null)
  return (
    <>
      {legalHold !== null && (
        <MessageStrip design="Information" hideCloseButton>
          {t.dataProtection.held(legalHold)}
        </MessageStrip>
      )}
      {blockedAt !== null && (
        <MessageStrip design="Information" hideCloseButton>
          {t.dataProtection.blocked(f.day(blockedAt))}
        </MessageStrip>
      )}
      {mayForget && (
        <div className="data-protection-actions">
          <Button design="Negative" disabled={legalHold !== null} onClick={() => setOpen('forget')}>
            {t.dataProtection.forget}
          </Button>
          <Button design="Transparent" onClick={() => setOpen('hold')}>
            {legalHold === null ? t.dataProtection.hold : t.dataProtection.lift}
          </Button>
        </div>
      )}
      {open === 'forget' && (
        <ForgetDialog subjectId={id} name={name} onDone={onDone} onClose={close} />
      )}
      {open === 'hold' && (
        <HoldDialog
          subjectId={id}
          name={name}
          held={legalHold !== null}
          onDone={onDone}
          onClose={close}
        />
      )}
    </>
  )
}

interface ErasureProps {
  readonly actionId: string
  readonly subject: SubjectDetail
  readonly onDone: () => void
}

/** The progress of an erasure, and its report. */
function Erasure({ actionId, subject, onDone }: ErasureProps) {
  const { t, f } = useTexts()
  const action = useActions([actionId])?.[0]
  // A restored database may know the erasure by the ledger alone, without its action.
  const ended =
    action === undefined ? subject.key === '' && subject.forgottenAt !== null : !isRunning(action)
  const wasOpen = subject.key !== ''
  const save = useMutation({
    mutationFn: () => readReport(actionId),
    onSuccess(report) {
      download(new Blob([report], { type: 'application/jose' }), `erasure-${actionId}.jws`)
    },
  })
  // The rest of the page shows the person until it is loaded again.
  const told = useRef(false)
  useEffect(() => {
    if (!ended || !wasOpen || told.current) return
    told.current = true
    onDone()
  }, [ended, wasOpen, onDone])
  const at = action?.finishedAt ?? subject.forgottenAt
  return (
    <>
      <MessageStrip design="Information" hideCloseButton>
        <span role="status">
          {ended && at !== null
            ? t.dataProtection.forgotten(f.day(at))
            : t.dataProtection.runningNow}
        </span>
      </MessageStrip>
      <div className="data-protection-actions">
        {action !== undefined && ended && (
          <Button icon="download" loading={save.isPending} onClick={() => save.mutate()}>
            {t.dataProtection.report}
          </Button>
        )}
        <Link to={`/history/${actionId}`}>{t.dataProtection.toAction}</Link>
      </div>
      {save.error !== null && <ErrorNote error={save.error} />}
    </>
  )
}
