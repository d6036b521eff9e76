import { Label } from '@ui5/webcomponents-react/Label'
import { TextArea } from '@ui5/webcomponents-react/TextArea'
import { useId } from 'react'
import { useTexts } from '../../text/use-texts.ts'
import { type Draft, PLAIN_FIELDS } from './changes.ts'
import './edit-fields.css'
import { EditValues } from './edit-values.tsx'
import type { MissingValue } from './missing-values.ts'
import { ValueInput } from './value-input.tsx'
import { valueKindOf } from './value-kind.ts'

interface Props {
  readonly draft: Draft
  readonly before: Draft
  /** value whose field gets the focus */
  readonly missing?: MissingValue | undefined
  /** values can be seen and changed; otherwise placeholders replace them */
  readonly revealed: boolean
  readonly onChange: (draft: Draft) => void
}

export function EditFields({ draft, before, missing, revealed, onChange }: Props) {
  const { t } = useTexts()
  const id = useId()
  return (
    <>
      <div className="edit-fields">
        {PLAIN_FIELDS.map((field) => (
          <div key={field} className="action-field">
            <Label for={`${id}-${field}`} showColon>
              {t.edit[field]}
            </Label>
            <ValueInput
              id={`${id}-${field}`}
              kind={field === 'effectiveStartDate' ? valueKindOf(field, before[field]) : 'text'}
              label={t.edit[field]}
              value={draft[field]}
              onChange={(value) => onChange({ ...draft, [field]: value })}
            />
          </div>
        ))}
      </div>
      {(['keys', 'params'] as const).map((list) => (
        <EditValues
          key={list}
          title={t.edit[list]}
          values={draft[list]}
          before={before[list]}
          focused={missing?.list === list ? missing.name : undefined}
          readonly={!revealed}
          onChange={(changed) => onChange({ ...draft, [list]: changed })}
        />
      ))}
      {draft.payload !== '' && (
        <div className="action-field">
          <Label for={`${id}-payload`} showColon>
            {t.edit.payload}
          </Label>
          <TextArea
            id={`${id}-payload`}
            accessibleName={t.edit.payload}
            rows={6}
            readonly={!revealed}
            value={draft.payload}
            onInput={(event) => onChange({ ...draft, payload: event.target.value })}
          />
        </div>
      )}
    </>
  )
}
