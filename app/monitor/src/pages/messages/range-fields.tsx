import { EFFECTIVE_RANGES, PERIODS } from '../../../../../lib/api/states.ts'
import { useTexts } from '../../text/use-texts.ts'
import { FilterSelect } from './filter-select.tsx'
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
      <FilterSelect
        label={label ?? t.messages.period}
        value={filter.period}
        options={PERIODS.map((period) => [period, t.messages.periods[period]])}
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
      <FilterSelect
        label={t.messages.column.effective}
        value={effective}
        options={EFFECTIVE.map((range) => [range, t.messages.effective[range]])}
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
