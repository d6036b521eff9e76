import { useState } from 'react'
import { readStored, store } from '../../settings/stored.ts'
import { COLUMN_IDS, type ColumnId, FIRST_COLUMNS } from './columns.tsx'

const NAME = 'messages.columns'

/** The columns that the user has chosen, stored in the browser. */
export function useColumns(): readonly [
  readonly ColumnId[],
  (columns: readonly ColumnId[]) => void,
] {
  const [columns, setColumns] = useState(read)
  const choose = (chosen: readonly ColumnId[]) => {
    store(NAME, chosen.join(' '))
    setColumns(chosen)
  }
  return [columns, choose]
}

function read(): readonly ColumnId[] {
  const stored = readStored(NAME)?.split(' ')
  const known = COLUMN_IDS.filter((id) => stored?.includes(id))
  return known.length === 0 ? FIRST_COLUMNS : known
}
