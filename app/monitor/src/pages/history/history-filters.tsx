import { Button } from '@ui5/webcomponents-react/Button'
import { DELIVERY_ACTION_KINDS } from '../../../../../lib/api/states.ts'
import type { Authors } from '../../api/shapes.ts'
import { useGet } from '../../api/use-get.ts'
import { useTexts } from '../../text/use-texts.ts'
import { EmployeeFilter } from '../messages/employee-filter.tsx'
import { Choice } from '../messages/filter-choices.tsx'
import { PeriodFields } from '../messages/range-fields.tsx'
import type { HistoryField, HistoryFilter } from './history-filter.ts'

const KINDS = [
  'reveal',
  ...DELIVERY_ACTION_KINDS,
  'hold',
  'resume',
  'backfill',
  'decode',
  'hand-over',
  'repair',
  'forget',
  'block',
  'legal-hold',
  'lift-legal-hold',
] as const

interface Props {
  readonly filter: HistoryFilter
  readonly onChange: (filter: HistoryFilter) => void
}

/** Filters by time, action, user and employee. */
export function HistoryFilters({ filter, onChange }: Props) {
  const { t } = useTexts()
  const authors = useGet<Authors>('/actions/authors').data?.items ?? []
  const { fields } = filter
  const isEmpty = filter.period === 'all' && Object.keys(fields).length === 0
  const set = (field: HistoryField) => (value: string) => {
    const { [field]: _, ...others } = fields
    onChange({ ...filter, fields: value === '' ? others : { ...others, [field]: value } })
  }
  return (
    <search className="history-filters" aria-label={t.messages.filter}>
      <PeriodFields filter={filter} label={t.history.column.at} onChange={onChange} />
      <Choice
        label={t.history.column.kind}
        value={fields.kind ?? ''}
        options={KINDS.map((kind) => [kind, t.actions.name[kind]])}
        onChange={set('kind')}
      />
      <Choice
        label={t.history.column.by}
        value={fields.author ?? ''}
        options={authors.map(({ id, by }) => [id, by.person ?? by.clientId])}
        onChange={set('author')}
      />
      <EmployeeFilter value={fields.subject ?? ''} onChange={set('subject')} />
      {!isEmpty && (
        <Button
          design="Transparent"
          onClick={() => onChange({ period: 'all', from: '', to: '', fields: {} })}
        >
          {t.messages.clear}
        </Button>
      )}
    </search>
  )
}
