import { Button } from '@ui5/webcomponents-react/Button'
import { useState } from 'react'
import { deliveryPath } from '../../api/paths.ts'
import type { ActionItem, EditChanges } from '../../api/shapes.ts'
import { useGet } from '../../api/use-get.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { NoneNote } from '../../parts/none-note.tsx'
import { useMay } from '../../session/session.ts'
import { useTexts } from '../../text/use-texts.ts'
import './edited-fields.css'

/** The fields that an edit changed, before and after. Their values appear on demand. */
export function EditedFields({ item }: { readonly item: ActionItem }) {
  const { t } = useTexts()
  const mayReveal = useMay('Reveal')
  const [revealed, setRevealed] = useState(false)
  const path = `${deliveryPath(item)}/edits/${item.edit}`
  const masked = useGet<EditChanges>(path, {}, { once: true })
  const values = useGet<EditChanges>(revealed ? path : null, { reveal: true }, { once: true })
  return (
    <div className="edited-fields">
      <Loaded resource={revealed ? values : masked} lines={2}>
        {(changes) => <FieldList changes={changes} />}
      </Loaded>
      {mayReveal && masked.data?.fields !== null && (
        <Button
          design="Transparent"
          tooltip={t.common.revealHint}
          onClick={() => setRevealed(!revealed)}
        >
          {revealed ? t.common.hide : t.common.reveal}
        </Button>
      )}
    </div>
  )
}

function FieldList({ changes: { fields, tooLarge } }: { readonly changes: EditChanges }) {
  const { t } = useTexts()
  if (fields === null) {
    return <NoneNote text={tooLarge ? t.message.tooLarge : t.message.unreadable} />
  }
  if (fields.length === 0) return <NoneNote text={t.history.nothingChanged} />
  return (
    <dl>
      {fields.map(({ part, name, before, after }, place) => (
        <div key={`${part} ${name} ${String(place)}`} className="edited-field">
          <dt>{name === null ? t.history.part[part] : `${t.history.part[part]}: ${name}`}</dt>
          <dd>
            <span className="muted">{t.history.before}</span>
            <span className="mono edited-value">{before ?? '–'}</span>
          </dd>
          <dd>
            <span className="muted">{t.history.after}</span>
            <span className="mono edited-value">{after ?? '–'}</span>
          </dd>
        </div>
      ))}
    </dl>
  )
}
