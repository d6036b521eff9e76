import { ColumnChoice } from './column-choice.tsx'
import type { ColumnId } from './columns.tsx'
import { DensitySwitch } from './density-switch.tsx'
import { ExportButton } from './export/export-button.tsx'
import { NewerButton } from './newer-button.tsx'
import { SelectionActions } from './selection-actions.tsx'
import type { MessageList } from './use-message-list.ts'
import type { Selection } from './use-selection.ts'

interface Props {
  readonly list: MessageList
  readonly selection: Selection
  readonly columns: readonly ColumnId[]
  readonly onColumns: (columns: readonly ColumnId[]) => void
  readonly onNewer: () => void
  /** null: the reader may not act */
  readonly onReplay: (() => void) | null
}

/** The actions of the list, beside its title. */
export function ListTools(props: Props) {
  const { list, selection, columns, onColumns, onNewer, onReplay } = props
  const isSelected = selection.all !== null || selection.ids.length > 0
  return (
    <>
      <NewerButton newer={list.newer} onShow={onNewer} />
      {isSelected && <SelectionActions selection={selection} onReplay={onReplay} />}
      <ExportButton list={list} selection={selection} columns={columns} />
      <DensitySwitch />
      <ColumnChoice columns={columns} onChange={onColumns} />
    </>
  )
}
