import '@ui5/webcomponents-icons/dist/bookmark.js'
import '@ui5/webcomponents-icons/dist/delete.js'
import { useMutation } from '@tanstack/react-query'
import { Button } from '@ui5/webcomponents-react/Button'
import { useId, useState } from 'react'
import { keepView, removeKept, useKept } from '../../../api/kept.ts'
import { AnchoredPopover } from '../../../parts/anchored-popover.tsx'
import { CopyButton } from '../../../parts/copy-button.tsx'
import { ErrorNote } from '../../../parts/error-note.tsx'
import { useTexts } from '../../../text/use-texts.ts'
import { type MessageFilter, readFilter, viewOf } from '../message-filter.ts'
import { ViewName } from './view-name.tsx'
import './views.css'

interface Props {
  readonly filter: MessageFilter
  readonly onChoose: (filter: MessageFilter) => void
}

/** The saved views of the user. A view has no typed name: its filter names it. */
export function Views({ filter, onChoose }: Props) {
  const { t } = useTexts()
  const id = useId()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button id={id} icon="bookmark" design="Transparent" onClick={() => setOpen(true)}>
        {t.messages.views.title}
      </Button>
      {open && (
        <AnchoredPopover opener={id} title={t.messages.views.title} onClose={() => setOpen(false)}>
          <SavedViews
            filter={filter}
            onChoose={(chosen) => {
              setOpen(false)
              onChoose(chosen)
            }}
          />
        </AnchoredPopover>
      )}
    </>
  )
}

function SavedViews({ filter, onChoose }: Props) {
  const { t } = useTexts()
  const kept = useKept()
  const current = viewOf(filter)
  const save = useMutation({ mutationFn: () => keepView(current), onSuccess: () => kept.reload() })
  const remove = useMutation({ mutationFn: removeKept, onSuccess: () => kept.reload() })
  const views = kept.data?.views ?? []
  const error = kept.error ?? save.error ?? remove.error
  const isEmpty = Object.keys(current).length === 0
  return (
    <div className="views">
      {error != null && <ErrorNote error={error} />}
      {kept.data !== undefined && views.length === 0 && (
        <p className="muted">{t.messages.views.none}</p>
      )}
      <ul>
        {views.map(({ id, view }) => (
          <li key={id}>
            <Button
              design="Transparent"
              onClick={() => onChoose(readFilter(new URLSearchParams(textsOf(view))))}
            >
              <ViewName view={view} />
            </Button>
            <Button
              icon="delete"
              design="Transparent"
              tooltip={t.messages.views.remove}
              accessibleName={t.messages.views.remove}
              onClick={() => remove.mutate(id)}
            />
          </li>
        ))}
      </ul>
      <div className="views-current">
        {isEmpty ? (
          <p className="muted">{t.messages.views.first}</p>
        ) : (
          <>
            <p className="muted">
              {t.messages.views.current} <ViewName view={current} />
            </p>
            <Button loading={save.isPending} onClick={() => save.mutate()}>
              {t.messages.views.save}
            </Button>{' '}
            <CopyButton text={window.location.href} what={t.messages.views.address} />
          </>
        )}
      </div>
    </div>
  )
}

function textsOf(view: object): Record<string, string> {
  return Object.fromEntries(Object.entries(view).map(([field, value]) => [field, String(value)]))
}
