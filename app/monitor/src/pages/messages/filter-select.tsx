import { Option } from '@ui5/webcomponents-react/Option'
import { Select } from '@ui5/webcomponents-react/Select'

interface Props<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly options: readonly (readonly [value: Value, text: string])[]
  /** the values as tooltips of their texts */
  readonly tooltips?: boolean
  readonly onChange: (value: Value) => void
}

export function FilterSelect<Value extends string>(props: Props<Value>) {
  const { label, value, options, tooltips = false, onChange } = props
  return (
    <div className="filter-field">
      <span aria-hidden="true">{label}</span>
      <Select
        accessibleName={label}
        value={value}
        onChange={({ detail }) => {
          const chosen = options.find(([option]) => option === (detail.selectedOption.value ?? ''))
          if (chosen !== undefined) onChange(chosen[0])
        }}
      >
        {options.map(([option, text]) => (
          <Option key={option} value={option} {...(tooltips && { tooltip: option })}>
            {text}
          </Option>
        ))}
      </Select>
    </div>
  )
}
