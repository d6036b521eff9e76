import '@ui5/webcomponents-icons/dist/inbox.js'
import { useRef, useState } from 'react'
import { manyDeliveries } from '../../actions/act.ts'
import { ManyActionDialog } from '../../actions/many-action-dialog.tsx'
import { ManyResult } from '../../actions/progress.tsx'
import { useManyAction } from '../../actions/use-many-action.ts'
import { useCompany } from '../../company/use-company.ts'
import { countedTitle } from '../../parts/counted-title.ts'
import { ErrorNote } from '../../parts/error-note.tsx'
import { Page } from '../../parts/page.tsx'
import { Section } from '../../parts/section.tsx'
import { useMay } from '../../session/session.ts'
import { useTexts } from '../../text/use-texts.ts'
import { chosenFilters } from './chosen-filters.ts'
import { FilterBar } from './filter-bar.tsx'
import { countChosen, type MessageFilter, NO_FILTER } from './message-filter.ts'
import './messages-page.css'
import { ListContent } from './list-content.tsx'
import { ListTools } from './list-tools.tsx'
import { NoMessages } from './no-messages.tsx'
import { selectionTitle } from './selection-title.ts'
import { useColumns } from './use-columns.ts'
import { useMessageFilter } from './use-message-filter.ts'
import { useSelectableList } from './use-selectable-list.ts'
import { Views } from './views/views.tsx'

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
  const clear = () => changeFilter({ ...NO_FILTER, order: filter.order }, '')

  return (
    <Page
      title={t.messages.title}
      lead={t.common.term.message}
      actions={
        <>
          <ManyResult progress={replay.progress} />
          <Views filter={filter} onChoose={(chosen) => changeFilter(chosen, '')} />
        </>
      }
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
        title={selected ?? countedTitle(t.messages.title, list.count, f)}
        flush
        aside={
          <ListTools
            list={list}
            selection={selection}
            columns={columns}
            onColumns={setColumns}
            onNewer={showNewer}
            onReplay={operate ? () => setReplaying(true) : null}
          />
        }
      >
        <ListContent
          list={list}
          rows={rows}
          columns={columns}
          selection={selection}
          order={filter.order}
          onSort={(order) => changeFilter({ ...filter, order })}
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
