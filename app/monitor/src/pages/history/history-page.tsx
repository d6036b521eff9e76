import '@ui5/webcomponents-icons/dist/history.js'
import { Button } from '@ui5/webcomponents-react/Button'
import { useRef } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { Action } from '../../api/shapes.ts'
import { usePages } from '../../api/use-pages.ts'
import { useHeld } from '../../live/use-held.ts'
import { Answered } from '../../parts/answered.tsx'
import { countedTitle } from '../../parts/counted-title.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { ErrorNote } from '../../parts/error-note.tsx'
import { Page } from '../../parts/page.tsx'
import { Section } from '../../parts/section.tsx'
import { Skeleton } from '../../parts/skeleton.tsx'
import { useTexts } from '../../text/use-texts.ts'
import { ActionTable } from './action-table.tsx'
import './history-page.css'

/** Answers: who did what, and why? With `?subject=<id>`: who looked at the values of a person? */
export function HistoryPage() {
  const { t, f } = useTexts()
  const [address] = useSearchParams()
  const subject = address.get('subject') ?? ''
  const actions = usePages<Action>('/actions', { subject, count: true })
  const region = useRef<HTMLElement>(null)
  const items = actions.data?.items ?? NONE
  const held = useHeld(items, region, {
    resetKey: `${subject} ${actions.data === undefined}`,
    keyOf,
  })
  return (
    <Page
      title={subject === '' ? t.history.title : t.history.looksAt(subject)}
      lead={subject === '' ? t.history.lead : t.history.looksLead}
    >
      {subject !== '' && (
        <nav className="history-target" aria-label={t.history.title}>
          <Link to={`/employees/${encodeURIComponent(subject)}`}>{t.history.toEmployee}</Link>
          <Link to="/history">{t.history.all}</Link>
        </nav>
      )}
      {actions.error !== undefined && (
        <ErrorNote
          error={actions.error}
          stale={actions.data !== undefined}
          onRetry={() => void actions.reload()}
        />
      )}
      <Section
        ref={region}
        title={countedTitle(t.messages.newest, actions.data?.count, f)}
        flush
        aside={
          held.waiting ? (
            <Button design="Emphasized" onClick={held.apply}>
              {t.frame.newer}
            </Button>
          ) : undefined
        }
      >
        {actions.data === undefined && actions.error === undefined && <Skeleton lines={8} />}
        {held.shown.length > 0 && (
          <ActionTable actions={held.shown} onDone={() => void actions.reload()} />
        )}
        {items.length === 0 && (
          <Answered by={actions}>
            <EmptyState
              icon="history"
              title={subject === '' ? t.history.none : t.history.noLooks}
              text={subject === '' ? t.history.noneText : t.history.noLooksText}
            />
          </Answered>
        )}
        {actions.data?.next != null && (
          <div className="history-more">
            <Button disabled={actions.loadingMore} onClick={actions.loadMore}>
              {t.common.more}
            </Button>
          </div>
        )}
      </Section>
    </Page>
  )
}

const NONE: readonly Action[] = []

const keyOf = ({ id }: Action) => id
