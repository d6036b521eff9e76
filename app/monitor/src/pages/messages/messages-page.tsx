import '@ui5/webcomponents-icons/dist/download.js'
import '@ui5/webcomponents-icons/dist/inbox.js'
import '@ui5/webcomponents-icons/dist/refresh.js'
import { Button } from '@ui5/webcomponents-react/Button'
import { useMemo, useRef, useState } from 'react'
import { useLocation, useNavigate, useSearchParams } from 'react-router'
import { manyDeliveries } from '../../actions/act.ts'
import { ManyActionDialog } from '../../actions/many-action-dialog.tsx'
import { ManyResult } from '../../actions/progress.tsx'
import { useManyAction } from '../../actions/use-many-action.ts'
import type { ListedMessage } from '../../api/shapes.ts'
import { useCompany } from '../../company/use-company.ts'
import { useGradually } from '../../live/use-gradually.ts'
import { useHeld } from '../../live/use-held.ts'
import { Answered, NotKnown } from '../../parts/answered.tsx'
import { ErrorNote } from '../../parts/error-note.tsx'
import { Page } from '../../parts/page.tsx'
import { Section } from '../../parts/section.tsx'
import { Skeleton } from '../../parts/skeleton.tsx'
import { useMay } from '../../session/session.ts'
import { useTexts } from '../../text/use-texts.ts'
import { ColumnChoice } from './column-choice.tsx'
import { exportMessages } from './export-messages.ts'
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
import { useColumns } from './use-columns.ts'
import { useMessageList } from './use-message-list.ts'

/** What came in? */
export function MessagesPage() {
  const { t, f } = useTexts()
  const operate = useMay('Operate')
  useCompany()
  const [search] = useSearchParams()
  const location = useLocation()
  const navigate = useNavigate()
  const text = (location.state as { text?: string } | null)?.text ?? ''
  const address = search.toString()
  const filter = useMemo(() => readFilter(new URLSearchParams(address)), [address])
  const query = useMemo(() => queryOf(filter, Date.now()), [filter])
  const list = useMessageList(query, text)
  const region = useRef<HTMLElement>(null)
  const [selected, setSelected] = useState<readonly string[]>([])
  const [columns, setColumns] = useColumns()
  const [replaying, setReplaying] = useState(false)
  const replay = useManyAction()

  const resetKey = `${address} ${text} ${list.known}`
  const held = useHeld(list.items, region, {
    hold: selected.length > 0,
    resetKey,
    same: sameMessages,
  })
  const shown = useMemo(() => upToDate(held.shown, list.items), [held.shown, list.items])
  const rows = useGradually(shown, resetKey)
  const newer = held.waiting ? countNew(held.shown, list.items) : 0

  const change = (changed: MessageFilter, changedText = text) => {
    setSelected([])
    void navigate(
      { search: writeFilter(changed).toString() },
      { replace: true, state: changedText === '' ? null : { text: changedText } },
    )
  }
  const clear = () => change({ period: 'all', from: '', to: '', fields: {} }, '')
  const exportSelected = () => exportMessages(shown.filter(({ id }) => selected.includes(id)))

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
        title={selected.length > 0 ? t.messages.selected(selected.length) : t.messages.newest}
        flush
        aside={
          <>
            {held.waiting && (
              <Button design="Emphasized" onClick={held.apply}>
                {newer > 0 ? t.messages.newOnes(newer) : t.frame.newer}
              </Button>
            )}
            {selected.length > 0 && (
              <>
                {operate && (
                  <Button icon="refresh" onClick={() => setReplaying(true)}>
                    {t.actions.name.replay}
                  </Button>
                )}
                <Button icon="download" onClick={exportSelected}>
                  {t.messages.export}
                </Button>
              </>
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
            selected={selected}
            onSelect={setSelected}
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
          targets={selected.map((messageId) => manyDeliveries('replay', { messageId }))}
          subject={t.messages.selected(selected.length)}
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

/** Another row, or the same rows in another order; a changed state is shown in place. */
function sameMessages(a: readonly ListedMessage[], b: readonly ListedMessage[]): boolean {
  return a.length === b.length && a.every(({ id }, index) => id === b[index]?.id)
}

function countNew(shown: readonly ListedMessage[], fresh: readonly ListedMessage[]): number {
  const known = new Set(shown.map(({ id }) => id))
  return fresh.filter(({ id }) => !known.has(id)).length
}

function upToDate(
  shown: readonly ListedMessage[],
  fresh: readonly ListedMessage[],
): readonly ListedMessage[] {
  const latest = new Map(fresh.map((message) => [message.id, message]))
  return shown.map((message) => latest.get(message.id) ?? message)
}
