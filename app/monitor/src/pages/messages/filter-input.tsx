import { Input } from '@ui5/webcomponents-react/Input'
import { useEffect, useState } from 'react'

interface Props {
  readonly label: string
  readonly value: string
  /** called when the input is complete, not for every letter */
  readonly onCommit: (value: string) => void
}

export function FilterInput({ label, value, onCommit }: Props) {
  const [typed, setTyped] = useState(value)
  useEffect(() => setTyped(value), [value])
  return (
    <div className="filter-field">
      <span aria-hidden="true">{label}</span>
      <Input
        accessibleName={label}
        value={typed}
        showClearIcon
        onInput={(event) => setTyped(event.target.value)}
        onChange={(event) => onCommit(event.target.value.trim())}
      />
    </div>
  )
}
