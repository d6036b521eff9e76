import { Label } from '@ui5/webcomponents-react/Label'
import { TextArea } from '@ui5/webcomponents-react/TextArea'
import { useId } from 'react'
import { useTexts } from '../text/use-texts.ts'

const MAX_LENGTH = 500

interface Props {
  readonly value: string
  readonly required: boolean
  readonly onChange: (value: string) => void
}

export function CommentField({ value, required, onChange }: Props) {
  const { t } = useTexts()
  const id = useId()
  return (
    <div className="action-field">
      <Label for={id} required={required} showColon>
        {t.actions.comment}
      </Label>
      <TextArea
        id={id}
        accessibleName={t.actions.comment}
        accessibleDescription={required ? t.actions.commentRequired : t.actions.commentHint}
        value={value}
        required={required}
        rows={2}
        maxlength={MAX_LENGTH}
        onInput={(event) => onChange(event.target.value)}
      />
      <small className="muted">
        {required && `${t.actions.commentRequired} `}
        {t.actions.commentHint}
      </small>
    </div>
  )
}
