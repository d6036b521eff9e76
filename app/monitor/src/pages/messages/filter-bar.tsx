import { MESSAGE_STATUSES } from '../../../../../lib/api/states.ts'
import '@ui5/webcomponents-icons/dist/filter.js'
import { Button } from '@ui5/webcomponents-react/Button'
import { Option } from '@ui5/webcomponents-react/Option'
import { Select } from '@ui5/webcomponents-react/Select'
import { useState } from 'react'
import type { Overview } from '../../api/monitor-shapes.ts'
import type { Handler } from '../../api/shapes.ts'
import { useGet } from '../../api/use-get.ts'
import { useCompanies } from '../../company/use-companies.ts'
import { shortType } from '../../parts/event-type.tsx'
import { useMay } from '../../session/session.ts'
import { useTexts } from '../../text/use-texts.ts'
import './filter-bar.css'
import { FilterInput } from './filter-input.tsx'
import {
  countChosen,
  type FilterField,
  type MessageFilter,
  PERIODS,
  type Period,
} from './message-filter.ts'

const MORE = ['client', 'externalEventId', 'eventId', 'correlationId'] as const

interface Props {
  readonly filter: MessageFilter
  readonly text: string
  readonly onChange: (filter: MessageFilter) => void
  readonly onText: (text: string) => void
  readonly onClear: () => void
}

/**
 * The filters of the list. The address contains them, except for the value search, which may be
 * personal.
 */
export function FilterBar({ filter, text, onChange, onText, onClear }: Props) {
  const { t } = useTexts()
  const mayReveal = useMay('Reveal')
  const chosen = countChosen(filter) + (text === '' ? 0 : 1)
  const hidesChosen = MORE.some((field) => filter.fields[field] !== undefined) || text !== ''
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
        <HandlerChoice value={filter.fields.handler ?? ''} onChange={set('handler')} />
        <CompanyChoice value={filter.fields.company ?? ''} onChange={set('company')} />
        {more && (
          <>
            {MORE.map((field) => (
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

interface ChoiceProps {
  readonly value: string
  readonly onChange: (value: string) => void
}

function TypeChoice({ value, onChange }: ChoiceProps) {
  const { t } = useTexts()
  const types = useGet<Overview>('/overview').data?.types.flatMap(({ type }) => type ?? []) ?? []
  const all = value === '' || types.includes(value) ? types : [value, ...types]
  const options = all.map((type) => [type, shortType(type)] as const)
  return <Choice label={t.common.type} value={value} options={options} onChange={onChange} />
}

function HandlerChoice({ value, onChange }: ChoiceProps) {
  const { t } = useTexts()
  const handlers = useGet<{ readonly items: readonly Handler[] }>('/handlers').data?.items ?? []
  const options = handlers.map(({ name }) => [name, name] as const)
  return <Choice label={t.common.handler} value={value} options={options} onChange={onChange} />
}

/** The same choice as in the top bar, which has no room for it on a phone. */
function CompanyChoice({ value, onChange }: ChoiceProps) {
  const { t } = useTexts()
  const companies = useCompanies(value)
  if (companies.length < 2) return null
  const options = companies.map((name) => [name, name] as const)
  return (
    <div className="filter-company">
      <Choice label={t.common.company} value={value} options={options} onChange={onChange} />
    </div>
  )
}

interface OptionsProps extends ChoiceProps {
  readonly label: string
  readonly options: readonly (readonly [value: string, text: string])[]
}

function Choice({ label, value, options, onChange }: OptionsProps) {
  const { t } = useTexts()
  return (
    <div className="filter-field">
      <span aria-hidden="true">{label}</span>
      <Select
        accessibleName={label}
        value={value}
        onChange={({ detail }) => onChange(detail.selectedOption.value ?? '')}
      >
        <Option value="">{t.common.all}</Option>
        {options.map(([option, text]) => (
          <Option key={option} value={option} tooltip={option}>
            {text}
          </Option>
        ))}
      </Select>
    </div>
  )
}

function PeriodFields({ filter, onChange }: Pick<Props, 'filter' | 'onChange'>) {
  const { t } = useTexts()
  return (
    <>
      <div className="filter-field">
        <span aria-hidden="true">{t.messages.period}</span>
        <Select
          accessibleName={t.messages.period}
          value={filter.period}
          onChange={({ detail }) =>
            onChange({ ...filter, period: (detail.selectedOption.value ?? 'all') as Period })
          }
        >
          {PERIODS.map((period) => (
            <Option key={period} value={period}>
              {t.messages.periods[period]}
            </Option>
          ))}
        </Select>
      </div>
      {filter.period === 'between' &&
        (['from', 'to'] as const).map((end) => (
          <label key={end} className="filter-field">
            <span>{t.messages[end]}</span>
            <input
              className="filter-date"
              type="datetime-local"
              value={filter[end]}
              onChange={(event) => onChange({ ...filter, [end]: event.target.value })}
            />
          </label>
        ))}
    </>
  )
}
