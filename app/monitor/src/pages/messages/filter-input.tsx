import { Input } from '@ui5/webcomponents-react/Input'
import { useEffect, useState } from 'react'

interface Props {
  readonly label: string
  readonly value: string
  readonly placeholder?: string
  /** why the input matches nothing */
  readonly problem?: string | undefined
  /** called when the input is complete, not for every letter */
  readonly onCommit: (value: string) => void
}

export function FilterInput({ label, value, placeholder, problem, onCommit }: Props) {
  const [typed, setTyped] = useState(value)
  useEffect(() => setTyped(value), [value])
  return (
    <div className="filter-field">
      <span aria-hidden="true">{label}</span>
      <Input
        accessibleName={label}
        value={typed}
        showClearIcon
        {...(placeholder !== undefined && { placeholder })}
        {...(problem !== undefined && {
          valueState: 'Critical' as const,
          valueStateMessage: <div>{problem}</div>,
        })}
        onInput={(event) => setTyped(event.target.value)}
        onChange={(event) => onCommit(event.target.value.trim())}
      />
      {problem !== undefined && <small role="status">{problem}</small>}
    </div>
  )
}
