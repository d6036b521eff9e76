import { Button } from '@ui5/webcomponents-react/Button'
import type { ReactNode } from 'react'
import { Answered, NotKnown } from '../../parts/answered.tsx'
import { Skeleton } from '../../parts/skeleton.tsx'
import { useTexts } from '../../text/use-texts.ts'
import type { MessageOrder } from './message-filter.ts'
import { MessageTable } from './message-table.tsx'
import type { useColumns } from './use-columns.ts'
import type { MessageList } from './use-message-list.ts'
import type { Selection } from './use-selection.ts'

interface ContentProps {
  readonly list: MessageList
  readonly rows: MessageList['items']
  readonly columns: ReturnType<typeof useColumns>[0]
  readonly selection: Selection
  readonly order: MessageOrder
  readonly onSort: (order: MessageOrder) => void
  readonly noData: ReactNode
}

/** The rows of the list, and the way to further ones. */
export function ListContent(props: ContentProps) {
  const { list, rows, columns, selection, order, onSort, noData } = props
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
          order={order}
          onSort={onSort}
          noData={noData}
        />
      )}
      {list.more && <MoreMessages list={list} order={order} />}
    </>
  )
}

function MoreMessages({ list, order }: Pick<ContentProps, 'list' | 'order'>) {
  const { t, f } = useTexts()
  const at = order.sort === 'effective' ? f.calendarDay : f.exact
  return (
    <div className="messages-more">
      {list.examinedTo !== null && (
        <span className="muted">{t.common.examined(at(list.examinedTo))}</span>
      )}
      <Button loading={list.loadingMore} onClick={list.loadMore}>
        {t.common.more}
      </Button>
    </div>
  )
}
