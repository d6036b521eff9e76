import '@ui5/webcomponents-icons/dist/inbox.js'
import { Button } from '@ui5/webcomponents-react/Button'
import { useMemo, useRef, useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { manyDeliveries } from '../../actions/act.ts'
import { ManyActionDialog } from '../../actions/many-action-dialog.tsx'
import { ManyResult } from '../../actions/progress.tsx'
import { useManyAction } from '../../actions/use-many-action.ts'
import { useCompany } from '../../company/use-company.ts'
import { useGradually } from '../../live/use-gradually.ts'
import { Answered, NotKnown } from '../../parts/answered.tsx'
import { ErrorNote } from '../../parts/error-note.tsx'
import { Page } from '../../parts/page.tsx'
import { Section } from '../../parts/section.tsx'
import { Skeleton } from '../../parts/skeleton.tsx'
import { useOwnState } from '../../session/own-state.ts'
import { useMay } from '../../session/session.ts'
import { serverNow } from '../../text/server-clock.ts'
import { useTexts } from '../../text/use-texts.ts'
import { chosenFilters } from './chosen-filters.ts'
import { ColumnChoice } from './column-choice.tsx'
import { FilterBar } from './filter-bar.tsx'
import {
  countChosen,
  type MessageFilter,
  queryOf,
  readFilter,
  writeFilter,
} from './message-filter.ts'
import { MessageTable } from './message-table.tsx'
import './messages-page.css'
import { NoMessages } from './no-messages.tsx'
import { selectedIds } from './selected-ids.ts'
import { SelectionActions } from './selection-actions.tsx'
import { selectionTitle } from './selection-title.ts'
import { useChosen } from './use-chosen.ts'
import { useColumns } from './use-columns.ts'
import { useMessageList } from './use-message-list.ts'
import { useSelection } from './use-selection.ts'

/** What came in? */
export function MessagesPage() {
  const { t, f } = useTexts()
  const operate = useMay('Operate')
  useCompany()
  const [search] = useSearchParams()
  const { state, own } = useOwnState<{ readonly text: string }>()
  const navigate = useNavigate()
  const text = state?.text ?? ''
  const address = search.toString()
  const filter = useMemo(() => readFilter(new URLSearchParams(address)), [address])
  const query = useMemo(() => queryOf(filter, serverNow()), [filter])
  const region = useRef<HTMLElement>(null)
  const [chosen, choose] = useChosen(JSON.stringify([query, text]))
  // Rows that are selected keep their places.
  const list = useMessageList(query, text, { region, hold: chosen.ids.length > 0 })
  const selection = useSelection({ query, text, rows: list.items, chosen, choose })
  const selected = selectionTitle(selection, { t, f })
  const [columns, setColumns] = useColumns()
  const [replaying, setReplaying] = useState(false)
  const replay = useManyAction()

  const resetKey = `${address} ${text} ${list.known}`
  const rows = useGradually(list.items, resetKey)
  const { newer } = list
  const showNewer = () => {
    const shown = list.showNewer()
    // Some selected rows may not be in the list any more.
    if (chosen.all === null) selection.select(selectedIds(chosen, shown))
  }

  const change = (changed: MessageFilter, changedText = text) => {
    selection.select([])
    void navigate(
      { search: writeFilter(changed).toString() },
      { replace: true, state: changedText === '' ? null : own({ text: changedText }) },
    )
  }
  const clear = () => change({ period: 'all', from: '', to: '', fields: {} }, '')

  return (
    <Page title={t.messages.title} actions={<ManyResult progress={replay.progress} />}>
      <FilterBar
        filter={filter}
        text={text}
        onChange={change}
        onText={(changed) => change(filter, changed)}
        onClear={clear}
      />
      {list.error !== undefined && (
        <ErrorNote error={list.error} stale={list.known} onRetry={() => void list.reload()} />
      )}
      <Section
        ref={region}
        title={selected ?? t.messages.newest}
        flush
        aside={
          <>
            {newer !== null && (
              <Button design="Emphasized" onClick={showNewer}>
                {newer.count > 0 ? t.messages.newOnes(newer.count, newer.atLeast) : t.frame.newer}
              </Button>
            )}
            {selected !== null && (
              <SelectionActions
                selection={selection}
                rows={list.items}
                onReplay={operate ? () => setReplaying(true) : null}
              />
            )}
            <ColumnChoice columns={columns} onChange={setColumns} />
          </>
        }
      >
        {!list.known && list.error === undefined && <Skeleton lines={10} />}
        {rows.length === 0 && (
          <Answered by={list}>
            <NotKnown />
          </Answered>
        )}
        {list.known && (rows.length > 0 || list.error === undefined) && (
          <MessageTable
            messages={rows}
            columns={columns}
            selected={selection.ids}
            onSelect={selection.select}
            noData={
              <NoMessages filtered={countChosen(filter) > 0 || text !== ''} onClear={clear} />
            }
          />
        )}
        {list.more && (
          <div className="messages-more">
            {list.examinedTo !== null && (
              <span className="muted">{t.common.examined(f.exact(list.examinedTo))}</span>
            )}
            <Button disabled={list.loadingMore} onClick={list.loadMore}>
              {t.common.more}
            </Button>
          </div>
        )}
      </Section>
      {replaying && (
        <ManyActionDialog
          kind="replay"
          targets={chosenFilters(selection).map((of) => manyDeliveries('replay', of))}
          subject={selected}
          action={replay}
          onClose={() => {
            setReplaying(false)
            void list.reload()
          }}
        />
      )}
    </Page>
  )
}
