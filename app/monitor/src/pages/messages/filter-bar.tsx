import '@ui5/webcomponents-icons/dist/filter.js'
import { Button } from '@ui5/webcomponents-react/Button'
import { useState } from 'react'
import { MESSAGE_STATUSES } from '../../../../../lib/api/states.ts'
import { useMay } from '../../session/session.ts'
import { useTexts } from '../../text/use-texts.ts'
import { EmployeeFilter } from './employee-filter.tsx'
import './filter-bar.css'
import { Choice, CompanyChoice, HandlerChoice, TypeChoice } from './filter-choices.tsx'
import { FilterInput } from './filter-input.tsx'
import {
  countChosen,
  type FilterField,
  type MessageFilter,
  TYPED_FIELDS,
} from './message-filter.ts'
import { EffectiveFields, PeriodFields } from './range-fields.tsx'

interface Props {
  readonly filter: MessageFilter
  readonly text: string
  readonly onChange: (filter: MessageFilter) => void
  readonly onText: (text: string) => void
  readonly onClear: () => void
}

/**
 * The filters of the list. The address contains the chosen values. Typed values may be personal, so
 * they travel beside it.
 */
export function FilterBar({ filter, text, onChange, onText, onClear }: Props) {
  const { t } = useTexts()
  const mayReveal = useMay('Reveal')
  const chosen = countChosen(filter) + (text === '' ? 0 : 1)
  const hidesChosen =
    TYPED_FIELDS.some((field) => filter.fields[field] !== undefined) || text !== ''
  const [more, setMore] = useState(hidesChosen)
  const [open, setOpen] = useState(false)

  const set = (field: FilterField) => (value: string) => {
    const { [field]: _, ...others } = filter.fields
    onChange({ ...filter, fields: value === '' ? others : { ...others, [field]: value } })
  }

  return (
    <search
      className={open ? 'filter-bar filter-bar-open' : 'filter-bar'}
      aria-label={t.messages.filter}
    >
      <Button
        className="filter-bar-toggle"
        icon="filter"
        accessibilityAttributes={{ expanded: open }}
        onClick={() => setOpen(!open)}
      >
        {chosen === 0 ? t.messages.filter : t.messages.filters(chosen)}
      </Button>
      <div className="filter-bar-fields">
        <PeriodFields filter={filter} onChange={onChange} />
        <Choice
          label={t.common.status}
          value={filter.fields.status ?? ''}
          options={MESSAGE_STATUSES.map((status) => [status, t.common.status_[status]])}
          onChange={set('status')}
        />
        <TypeChoice value={filter.fields.type ?? ''} onChange={set('type')} />
        <HandlerChoice filter={filter} onChange={onChange} />
        <EffectiveFields filter={filter} onChange={onChange} />
        <EmployeeFilter value={filter.fields.subject ?? ''} onChange={set('subject')} />
        <CompanyChoice value={filter.fields.company ?? ''} onChange={set('company')} />
        {more && (
          <>
            {TYPED_FIELDS.map((field) => (
              <FilterInput
                key={field}
                label={t.messages.field[field]}
                value={filter.fields[field] ?? ''}
                onCommit={set(field)}
              />
            ))}
            {mayReveal && (
              <FilterInput label={t.messages.field.text} value={text} onCommit={onText} />
            )}
          </>
        )}
        <div className="filter-bar-buttons">
          <Button design="Transparent" onClick={() => setMore(!more)}>
            {more ? t.messages.fewerFilters : t.messages.moreFilters}
          </Button>
          {chosen > 0 && (
            <Button design="Transparent" onClick={onClear}>
              {t.messages.clear}
            </Button>
          )}
        </div>
      </div>
    </search>
  )
}
