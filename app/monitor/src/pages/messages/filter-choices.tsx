import type { Overview } from '../../api/monitor-shapes.ts'
import type { Handler, HandlerDefinition } from '../../api/shapes.ts'
import { useGet } from '../../api/use-get.ts'
import { useCompanies } from '../../company/use-companies.ts'
import { isOneType, shortType } from '../../parts/event-type.tsx'
import { isFilterType } from '../../parts/type-filter.ts'
import { useTexts } from '../../text/use-texts.ts'
import { FilterSelect } from './filter-select.tsx'
import type { MessageFilter } from './message-filter.ts'

interface ChoiceProps {
  readonly value: string
  readonly onChange: (value: string) => void
}

/** The types of the last day, and those that handlers name. */
export function TypeChoice({ value, onChange }: ChoiceProps) {
  const { t } = useTexts()
  const recent =
    useGet<Overview>('/overview').data?.types.flatMap(({ type }) =>
      isFilterType(type) ? [type] : [],
    ) ?? []
  const taken = useHandlers().flatMap(({ definition }) => {
    const { on = [] } = (definition ?? {}) as HandlerDefinition
    return on.filter(isOneType)
  })
  const types = [...new Set([...recent, ...taken])]
  const all = value === '' || types.includes(value) ? types : [value, ...types]
  const options = all.map((type) => [type, shortType(type)] as const)
  return <Choice label={t.common.type} value={value} options={options} onChange={onChange} />
}

function useHandlers(): readonly Handler[] {
  return useGet<{ readonly items: readonly Handler[] }>('/handlers').data?.items ?? []
}

/** No handler has a name with a space. */
const NOBODY = 'handled by nobody'

interface HandlerProps {
  readonly filter: MessageFilter
  readonly onChange: (filter: MessageFilter) => void
}

/** The handlers, and the events that nobody handles. */
export function HandlerChoice({ filter, onChange }: HandlerProps) {
  const { t } = useTexts()
  const handlers = useHandlers()
  const { handler = '', noHandler, ...others } = filter.fields
  const choose = (chosen: string) => {
    const field =
      chosen === NOBODY ? { noHandler: 'true' } : chosen === '' ? {} : { handler: chosen }
    onChange({ ...filter, fields: { ...others, ...field } })
  }
  const options = [
    [NOBODY, t.messages.nobody] as const,
    ...handlers.map(({ name }) => [name, name] as const),
  ]
  return (
    <Choice
      label={t.common.handler}
      value={noHandler === undefined ? handler : NOBODY}
      options={options}
      onChange={choose}
    />
  )
}

/** The same choice as in the top bar, which has no room for it on a phone. */
export function CompanyChoice({ value, onChange }: ChoiceProps) {
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

export function Choice({ options, ...props }: OptionsProps) {
  const { t } = useTexts()
  return <FilterSelect {...props} options={[['', t.common.all], ...options]} tooltips />
}
