import { CheckBox } from '@ui5/webcomponents-react/CheckBox'
import type { HandlerDefinition, MissedTypes } from '../../api/shapes.ts'
import { NoneNote } from '../../parts/none-note.tsx'
import { isFilterType } from '../../parts/type-filter.ts'
import { useTexts } from '../../text/use-texts.ts'

interface Props {
  readonly missed: MissedTypes
  readonly definition: HandlerDefinition
  readonly leftOut: ReadonlySet<string>
  readonly onToggle: (type: string) => void
}

/** The events that a backfill would deliver, by type. The user can leave types out. */
export function MissedTypesChoice({ missed, definition, leftOut, onToggle }: Props) {
  const { t } = useTexts()
  const decides = definition.on?.some((type) => type.startsWith('predicate ')) === true
  if (missed.types.length === 0) {
    return <NoneNote text={missed.atLeast ? t.handler.backfillUncounted : t.handler.backfillNone} />
  }
  const isLimited = missed.types.some(({ type }) => isFilterType(type) && leftOut.has(type))
  return (
    <fieldset className="backfill-types">
      <legend>{t.handler.backfillTypes}</legend>
      {missed.types.map(({ type, events }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: several types can be masked, with one text
        <div key={index}>
          <CheckBox
            text={t.handler.backfillType(type ?? t.handler.noType, events, missed.atLeast)}
            // A filter by types leaves out events without a type, and with a masked one.
            checked={isFilterType(type) ? !leftOut.has(type) : !isLimited}
            disabled={!isFilterType(type)}
            wrappingType="Normal"
            onChange={() => isFilterType(type) && onToggle(type)}
          />
        </div>
      ))}
      {decides && <small className="muted">{t.handler.backfillPredicate}</small>}
    </fieldset>
  )
}
