import { Option } from '@ui5/webcomponents-react/Option'
import { Select } from '@ui5/webcomponents-react/Select'
import { EFFECTIVE_RANGES, PERIODS } from '../../../../../lib/api/states.ts'
import { useTexts } from '../../text/use-texts.ts'
import './filter-bar.css'
import type { MessageFilter, ReceivedRange } from './message-filter.ts'

interface Props {
  readonly filter: MessageFilter
  readonly onChange: (filter: MessageFilter) => void
}

interface PeriodProps<Range extends ReceivedRange> {
  readonly filter: Range
  /** default: when the messages were received */
  readonly label?: string
  readonly onChange: (filter: Range) => void
}

/** When the messages were received. */
export function PeriodFields<Range extends ReceivedRange>(props: PeriodProps<Range>) {
  const { filter, label, onChange } = props
  const { t } = useTexts()
  return (
    <>
      <RangeChoice
        label={label ?? t.messages.period}
        value={filter.period}
        options={PERIODS}
        words={t.messages.periods}
        onChange={(period) => onChange({ ...filter, period })}
      />
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

const EFFECTIVE = ['any', ...EFFECTIVE_RANGES] as const
const ENDS = [
  ['effectiveFrom', 'from'],
  ['effectiveTo', 'to'],
] as const

/** When the events take effect. */
export function EffectiveFields({ filter, onChange }: Props) {
  const { t } = useTexts()
  const { effective, days } = filter
  return (
    <>
      <RangeChoice
        label={t.messages.column.effective}
        value={effective}
        options={EFFECTIVE}
        words={t.messages.effective}
        onChange={(chosen) => onChange({ ...filter, effective: chosen, days: {} })}
      />
      {effective === 'between' &&
        ENDS.map(([end, word]) => (
          <label key={end} className="filter-field">
            <span>{t.messages[word]}</span>
            <input
              className="filter-date"
              type="date"
              value={days[end] ?? ''}
              onChange={(event) =>
                onChange({ ...filter, days: { ...days, [end]: event.target.value } })
              }
            />
          </label>
        ))}
    </>
  )
}

interface RangeProps<Range extends string> {
  readonly label: string
  readonly value: Range
  readonly options: readonly Range[]
  readonly words: Readonly<Record<Range, string>>
  readonly onChange: (range: Range) => void
}

function RangeChoice<Range extends string>(props: RangeProps<Range>) {
  const { label, value, options, words, onChange } = props
  return (
    <div className="filter-field">
      <span aria-hidden="true">{label}</span>
      <Select
        accessibleName={label}
        value={value}
        onChange={({ detail }) => {
          const chosen = options.find((option) => option === detail.selectedOption.value)
          if (chosen !== undefined) onChange(chosen)
        }}
      >
        {options.map((option) => (
          <Option key={option} value={option}>
            {words[option]}
          </Option>
        ))}
      </Select>
    </div>
  )
}
