import '@ui5/webcomponents-icons/dist/add.js'
import '@ui5/webcomponents-icons/dist/decline.js'
import { Button } from '@ui5/webcomponents-react/Button'
import { Input } from '@ui5/webcomponents-react/Input'
import type { NamedValue } from '../../api/shapes.ts'
import { useTexts } from '../../text/use-texts.ts'
import { ValueInput } from './value-input.tsx'
import { valueKindOf } from './value-kind.ts'

interface Props {
  readonly title: string
  readonly values: readonly NamedValue[]
  /** the values before the edit; they decide the kinds of the fields */
  readonly before: readonly NamedValue[]
  readonly readonly: boolean
  /** name of the value whose field gets the focus */
  readonly focused?: string | undefined
  readonly onChange: (values: readonly NamedValue[]) => void
}

/** A list of names and values that users can change, extend, shorten, or only read. */
export function EditValues(props: Props) {
  const { title, values, before, readonly, focused, onChange } = props
  const { t } = useTexts()
  const set = (at: number, change: Partial<NamedValue>) =>
    onChange(values.map((entry, place) => (place === at ? { ...entry, ...change } : entry)))
  const kindOf = (name: string) =>
    valueKindOf(name, before.find((entry) => entry.name === name)?.value ?? '')
  return (
    <fieldset className="edit-values">
      <legend>{title}</legend>
      {values.map((entry, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an entry has no name of its own while it is typed
        <div key={at} className="edit-value">
          <Input
            accessibleName={`${title}, ${t.edit.name}`}
            value={entry.name}
            readonly={readonly}
            onInput={(event) => set(at, { name: event.target.value })}
          />
          <ValueInput
            kind={kindOf(entry.name)}
            label={`${title}, ${entry.name}`}
            value={entry.value}
            readonly={readonly}
            focused={entry.name === focused}
            onChange={(value) => set(at, { value })}
          />
          {!readonly && (
            <Button
              icon="decline"
              design="Transparent"
              tooltip={t.edit.remove(entry.name)}
              accessibleName={t.edit.remove(entry.name)}
              onClick={() => onChange(values.filter((_, place) => place !== at))}
            />
          )}
        </div>
      ))}
      {!readonly && (
        <Button
          icon="add"
          design="Transparent"
          accessibleName={`${t.edit.add}: ${title}`}
          onClick={() => onChange([...values, { name: '', value: '' }])}
        >
          {t.edit.add}
        </Button>
      )}
    </fieldset>
  )
}
