import { ResourceError } from '../../parts/resource-error.tsx'
import '@ui5/webcomponents-icons/dist/history.js'
import { Button } from '@ui5/webcomponents-react/Button'
import { useMemo, useRef } from 'react'
import { Link, useNavigate, useSearchParams } from 'react-router'
import type { Action } from '../../api/shapes.ts'
import { usePages } from '../../api/use-pages.ts'
import { useHeld } from '../../live/use-held.ts'
import { Answered } from '../../parts/answered.tsx'
import { countedTitle } from '../../parts/counted-title.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Page } from '../../parts/page.tsx'
import { Section } from '../../parts/section.tsx'
import { Skeleton } from '../../parts/skeleton.tsx'
import { serverNow } from '../../text/server-clock.ts'
import { useTexts } from '../../text/use-texts.ts'
import { ActionTable } from './action-table.tsx'
import { HistoryExport } from './history-export.tsx'
import { historyQuery, readHistoryFilter, writeHistoryFilter } from './history-filter.ts'
import { HistoryFilters } from './history-filters.tsx'
import './history-page.css'

/**
 * Answers: who did what, and why? With `?subject=<id>&kind=reveal`: who looked at the values of a
 * person?
 */
export function HistoryPage() {
  const { t, f } = useTexts()
  const [address] = useSearchParams()
  const navigate = useNavigate()
  const text = address.toString()
  const filter = useMemo(() => readHistoryFilter(new URLSearchParams(text)), [text])
  const query = useMemo(() => historyQuery(filter, serverNow()), [filter])
  const actions = usePages<Action>('/actions', { ...query, count: true })
  const { subject = '', kind } = filter.fields
  const looks = subject !== '' && kind === 'reveal'
  const region = useRef<HTMLElement>(null)
  const items = actions.data?.items ?? NONE
  const held = useHeld(items, region, {
    resetKey: `${text} ${actions.data === undefined}`,
    keyOf,
  })
  return (
    <Page
      title={looks ? t.history.looksAt(subject) : t.history.title}
      lead={looks ? t.history.looksLead : `${t.history.lead} ${t.common.term.delivery}`}
    >
      {subject !== '' && (
        <nav className="history-target" aria-label={t.history.title}>
          <Link to={`/employees/${encodeURIComponent(subject)}`}>{t.history.toEmployee}</Link>
          <Link to="/history">{t.history.all}</Link>
        </nav>
      )}
      <HistoryFilters
        filter={filter}
        onChange={(changed) =>
          void navigate({ search: writeHistoryFilter(changed).toString() }, { replace: true })
        }
      />
      <ResourceError resource={actions} />
      <Section
        ref={region}
        title={countedTitle(t.messages.newest, actions.data?.count, f)}
        flush
        aside={
          <>
            {held.waiting && (
              <Button design="Emphasized" onClick={held.apply}>
                {t.frame.newer}
              </Button>
            )}
            <HistoryExport query={query} count={actions.data?.count ?? null} />
          </>
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
              title={looks ? t.history.noLooks : text === '' ? t.history.none : t.history.noneSuch}
              text={looks || text !== '' ? t.history.noLooksText : t.history.noneText}
            />
          </Answered>
        )}
        {actions.data?.next != null && (
          <div className="history-more">
            <Button loading={actions.loadingMore} onClick={actions.loadMore}>
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
