import { Label } from '@ui5/webcomponents-react/Label'
import { TextArea } from '@ui5/webcomponents-react/TextArea'
import { useId } from 'react'
import { useTexts } from '../text/use-texts.ts'

const MAX_LENGTH = 500

interface Props {
  readonly value: string
  readonly required: boolean
  /** default: others read it, so it must contain no personal data */
  readonly hint?: string
  readonly onChange: (value: string) => void
}

export function CommentField({ value, required, hint, onChange }: Props) {
  const { t } = useTexts()
  const { comment, commentRequired, commentHint } = t.actions
  const hints = [...(required ? [commentRequired] : []), hint ?? commentHint].join(' ')
  const id = useId()
  return (
    <div className="action-field">
      <Label for={id} required={required} showColon>
        {comment}
      </Label>
      <TextArea
        id={id}
        accessibleName={comment}
        accessibleDescription={hints}
        value={value}
        required={required}
        rows={2}
        maxlength={MAX_LENGTH}
        onInput={(event) => onChange(event.target.value)}
      />
      <small className="muted">{hints}</small>
    </div>
  )
}
