import { CheckBox } from '@ui5/webcomponents-react/CheckBox'
import { useState } from 'react'
import type { Query } from '../../../api/request.ts'
import type { Count } from '../../../api/shapes.ts'
import { useMay } from '../../../session/session.ts'
import type { Texts } from '../../../text/en.ts'
import { useTexts } from '../../../text/use-texts.ts'
import type { ColumnId } from '../columns.tsx'
import { ExportFrame } from './export-frame.tsx'
import { writtenCount } from './format.ts'
import { useExport } from './use-export.ts'

interface Props {
  /** the messages in fields of the API: a filter with its order, or ids */
  readonly chosen: Query | { readonly messageIds: readonly string[] }
  readonly count: Count | null
  readonly columns: readonly ColumnId[]
  readonly onClose: () => void
}

/** Exports messages. Describes the file first, then shows the progress. */
export function ExportDialog({ chosen, count, columns, onClose }: Props) {
  const { t, f } = useTexts()
  const mayReveal = useMay('Reveal')
  const [people, setPeople] = useState(false)
  const running = useExport('/messages/export', 'messages')
  const wanted = withPeople(columns, people)
  return (
    <ExportFrame
      running={running}
      count={count}
      body={{ ...chosen, columns: [...wanted, 'id'], titles: titlesOf(wanted, t) }}
      choices={
        mayReveal ? (
          <CheckBox
            text={t.exports.people}
            checked={people}
            disabled={running.state === 'running'}
            onChange={() => setPeople(!people)}
          />
        ) : (
          <p className="muted">{t.exports.noPeople}</p>
        )
      }
      onClose={onClose}
    >
      <p>{t.exports.contains(count === null ? null : writtenCount(count, f.number))}</p>
      <p>{t.exports.columns(wanted.map((column) => t.messages.column[column]).join(', '))}</p>
    </ExportFrame>
  )
}

/** The ids of employees need a decision of their own, because the service records them. */
function withPeople(columns: readonly ColumnId[], people: boolean): readonly ColumnId[] {
  if (!people) return columns.filter((column) => column !== 'employees')
  return columns.includes('employees') ? columns : [...columns, 'employees']
}

function titlesOf(columns: readonly ColumnId[], t: Texts) {
  const titles = columns.map((column) => [column, t.messages.column[column]] as const)
  return {
    ...Object.fromEntries(titles),
    ...(columns.includes('duration') && { duration: `${t.messages.column.duration} (ms)` }),
    id: t.frame.idField.id,
  }
}
