import '@ui5/webcomponents-icons/dist/inbox.js'
import { Button } from '@ui5/webcomponents-react/Button'
import { type ReactNode, type RefObject, useRef, useState } from 'react'
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
import { useMay } from '../../session/session.ts'
import { useTexts } from '../../text/use-texts.ts'
import { chosenFilters } from './chosen-filters.ts'
import { ColumnChoice } from './column-choice.tsx'
import { FilterBar } from './filter-bar.tsx'
import { countChosen, type MessageFilter } from './message-filter.ts'
import type { Newer } from './message-rows.ts'
import { MessageTable } from './message-table.tsx'
import './messages-page.css'
import { NoMessages } from './no-messages.tsx'
import { selectedIds } from './selected-ids.ts'
import { SelectionActions } from './selection-actions.tsx'
import { selectionTitle } from './selection-title.ts'
import { useChosen } from './use-chosen.ts'
import { useColumns } from './use-columns.ts'
import { type ChosenFilter, useMessageFilter } from './use-message-filter.ts'
import { type MessageList, useMessageList } from './use-message-list.ts'
import { type Selection, useSelection } from './use-selection.ts'

const NO_FILTER: MessageFilter = { period: 'all', from: '', to: '', fields: {} }

/** Answers: which messages were received? */
export function MessagesPage() {
  const { t, f } = useTexts()
  const operate = useMay('Operate')
  useCompany()
  const chosenFilter = useMessageFilter()
  const { filter, text, change } = chosenFilter
  const region = useRef<HTMLElement>(null)
  const { list, selection, rows, showNewer } = useSelectableList(chosenFilter, region)
  const selected = selectionTitle(selection, { t, f })
  const [columns, setColumns] = useColumns()
  const [replaying, setReplaying] = useState(false)
  const replay = useManyAction()

  const changeFilter = (changed: MessageFilter, changedText = text) => {
    selection.select([])
    change(changed, changedText)
  }
  const clear = () => changeFilter(NO_FILTER, '')

  return (
    <Page
      title={t.messages.title}
      lead={t.common.term.message}
      actions={<ManyResult progress={replay.progress} />}
    >
      <FilterBar
        filter={filter}
        text={text}
        onChange={changeFilter}
        onText={(changed) => changeFilter(filter, changed)}
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
            <NewerButton newer={list.newer} onShow={showNewer} />
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
        <ListContent
          list={list}
          rows={rows}
          columns={columns}
          selection={selection}
          noData={<NoMessages filtered={countChosen(filter) > 0 || text !== ''} onClear={clear} />}
        />
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

function useSelectableList(
  { query, text, key }: ChosenFilter,
  region: RefObject<HTMLElement | null>,
) {
  const [chosen, choose] = useChosen(JSON.stringify([query, text]))
  // Selected rows keep their places.
  const list = useMessageList(query, text, { region, hold: chosen.ids.length > 0 })
  const selection = useSelection({ query, text, rows: list.items, chosen, choose })
  const rows = useGradually(list.items, `${key} ${list.known}`)
  const showNewer = () => {
    const shown = list.showNewer()
    // Drop selected rows that are no longer in the list.
    if (chosen.all === null) selection.select(selectedIds(chosen, shown))
  }
  return { list, selection, rows, showNewer }
}

interface ContentProps {
  readonly list: MessageList
  readonly rows: MessageList['items']
  readonly columns: ReturnType<typeof useColumns>[0]
  readonly selection: Selection
  readonly noData: ReactNode
}

function ListContent({ list, rows, columns, selection, noData }: ContentProps) {
  return (
    <>
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
          noData={noData}
        />
      )}
      {list.more && <MoreMessages list={list} />}
    </>
  )
}

interface NewerProps {
  readonly newer: Newer | null
  readonly onShow: () => void
}

function NewerButton({ newer, onShow }: NewerProps) {
  const { t } = useTexts()
  if (newer === null) return null
  return (
    <Button design="Emphasized" onClick={onShow}>
      {newer.count > 0 ? t.messages.newOnes(newer.count, newer.atLeast) : t.frame.newer}
    </Button>
  )
}

function MoreMessages({ list }: { readonly list: MessageList }) {
  const { t, f } = useTexts()
  return (
    <div className="messages-more">
      {list.examinedTo !== null && (
        <span className="muted">{t.common.examined(f.exact(list.examinedTo))}</span>
      )}
      <Button disabled={list.loadingMore} onClick={list.loadMore}>
        {t.common.more}
      </Button>
    </div>
  )
}
