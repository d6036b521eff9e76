import '@ui5/webcomponents-icons/dist/action-settings.js'
import { Button } from '@ui5/webcomponents-react/Button'
import { CheckBox } from '@ui5/webcomponents-react/CheckBox'
import { useId, useState } from 'react'
import { AnchoredPopover } from '../../parts/anchored-popover.tsx'
import { useTexts } from '../../text/use-texts.ts'
import { COLUMN_IDS, type ColumnId } from './columns.tsx'

interface Props {
  readonly columns: readonly ColumnId[]
  readonly onChange: (columns: readonly ColumnId[]) => void
}

/** Selects the columns of the table. */
export function ColumnChoice({ columns, onChange }: Props) {
  const { t } = useTexts()
  const id = useId()
  const [open, setOpen] = useState(false)

  function toggle(column: ColumnId): void {
    onChange(COLUMN_IDS.filter((known) => columns.includes(known) !== (known === column)))
  }

  return (
    <>
      <Button
        id={id}
        icon="action-settings"
        design="Transparent"
        tooltip={t.messages.columns}
        accessibleName={t.messages.columns}
        onClick={() => setOpen(true)}
      />
      {open && (
        <AnchoredPopover opener={id} title={t.messages.columns} onClose={() => setOpen(false)}>
          {COLUMN_IDS.map((column) => (
            <div key={column}>
              <CheckBox
                text={t.messages.column[column]}
                checked={columns.includes(column)}
                disabled={column === 'received'}
                onChange={() => toggle(column)}
              />
            </div>
          ))}
        </AnchoredPopover>
      )}
    </>
  )
}
