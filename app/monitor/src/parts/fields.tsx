import type { ReactNode } from 'react'
import { CopyButton } from './copy-button.tsx'
import './fields.css'

/** Names and values in as many columns as fit. */
export function Fields({ children, dense = false }: FieldsProps) {
  return <dl className={dense ? 'fields fields-dense' : 'fields'}>{children}</dl>
}

interface FieldsProps {
  readonly children: ReactNode
  /** short values, such as numbers */
  readonly dense?: boolean
}

interface FieldProps {
  readonly name: string
  readonly children: ReactNode
  /** text for the copy button */
  readonly copy?: string | null | undefined
  readonly wide?: boolean
}

export function Field({ name, children, copy, wide = false }: FieldProps) {
  return (
    <div className={wide ? 'field field-wide' : 'field'}>
      <dt>{name}</dt>
      <dd>
        <span className="field-value">{children}</span>
        {copy != null && <CopyButton text={copy} what={name} />}
      </dd>
    </div>
  )
}
