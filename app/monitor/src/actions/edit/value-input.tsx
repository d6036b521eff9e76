import { Input } from '@ui5/webcomponents-react/Input'
import { Option } from '@ui5/webcomponents-react/Option'
import { Select } from '@ui5/webcomponents-react/Select'
import { useEffect, useRef } from 'react'
import '../../pages/messages/filter-bar.css'
import type { ValueKind } from './value-kind.ts'

interface Props {
  readonly id?: string
  readonly kind: ValueKind
  readonly label: string
  readonly value: string
  readonly readonly?: boolean
  /** gets the focus as soon as it is there */
  readonly focused?: boolean
  readonly onChange: (value: string) => void
}

interface Focusable {
  focus: () => unknown
}

/** A field for a value of one kind: a day, true or false, or text. */
export function ValueInput(props: Props) {
  const { id, kind, label, value, readonly = false, focused = false, onChange } = props
  const field = useRef<Focusable>(null)
  useEffect(() => {
    if (focused) void field.current?.focus()
  }, [focused])
  const set = (element: unknown) => {
    field.current = element as Focusable | null
  }
  if (kind === 'date' && !readonly) {
    return (
      <input
        ref={set}
        id={id}
        className="filter-date"
        type="date"
        aria-label={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    )
  }
  if (kind === 'flag' && !readonly) {
    return (
      <Select
        ref={set}
        accessibleName={label}
        value={value}
        onChange={({ detail }) => onChange(detail.selectedOption.value ?? '')}
      >
        <Option value="true">true</Option>
        <Option value="false">false</Option>
      </Select>
    )
  }
  return (
    <Input
      ref={set}
      {...(id !== undefined && { id })}
      accessibleName={label}
      value={value}
      readonly={readonly}
      onInput={(event) => onChange(event.target.value)}
    />
  )
}
