import { Input } from '@ui5/webcomponents-react/Input'
import { Label } from '@ui5/webcomponents-react/Label'
import { TextArea } from '@ui5/webcomponents-react/TextArea'
import { useId } from 'react'
import '../../../actions/edit/edit-fields.css'
import { useTexts } from '../../../text/use-texts.ts'
import { PLACE_NAMES, type RepairDraft } from './repair-draft.ts'

interface Props {
  readonly draft: RepairDraft
  readonly onChange: (draft: RepairDraft) => void
}

/** The body and the other entries of the form. */
export function RepairFields({ draft, onChange }: Props) {
  const { t } = useTexts()
  const id = useId()
  return (
    <>
      {draft.body !== null && (
        <div className="action-field">
          <Label for={`${id}-body`} showColon>
            {t.repair.body}
          </Label>
          <TextArea
            id={`${id}-body`}
            className="mono"
            accessibleName={t.repair.body}
            rows={12}
            value={draft.body}
            onInput={(event) => onChange({ ...draft, body: event.target.value })}
          />
        </div>
      )}
      <div className="edit-fields">
        <TextField
          name={t.repair.contentType}
          value={draft.contentType}
          onChange={(contentType) => onChange({ ...draft, contentType })}
        />
        <TextField
          name={t.repair.type}
          hint={t.repair.typeHint}
          value={draft.type}
          onChange={(type) => onChange({ ...draft, type })}
        />
        {PLACE_NAMES.map((name) => (
          <TextField
            key={name}
            name={t.repair.place[name]}
            example="employees.employee"
            hint={t.repair.placeHint}
            value={draft.places[name]}
            onChange={(place) => onChange({ ...draft, places: { ...draft.places, [name]: place } })}
          />
        ))}
      </div>
    </>
  )
}

interface TextFieldProps {
  readonly name: string
  /** shown in the empty field */
  readonly example?: string
  readonly hint?: string
  readonly value: string
  readonly onChange: (value: string) => void
}

function TextField({ name, example = '', hint = '', value, onChange }: TextFieldProps) {
  const id = useId()
  return (
    <div className="action-field">
      <Label for={id} showColon>
        {name}
      </Label>
      <Input
        id={id}
        accessibleName={name}
        accessibleDescription={hint}
        placeholder={example}
        value={value}
        onInput={(event) => onChange(event.target.value)}
      />
      {hint !== '' && (
        <small className="muted" aria-hidden="true">
          {hint}
        </small>
      )}
    </div>
  )
}
