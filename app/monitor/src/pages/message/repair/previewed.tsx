import { MessageStrip } from '@ui5/webcomponents-react/MessageStrip'
import type { RepairPreview } from '../../../api/shapes.ts'
import { Field, Fields } from '../../../parts/fields.tsx'
import { useTexts } from '../../../text/use-texts.ts'
import { LaneOfEvent } from '../lane-of-event.tsx'
import '../payload.css'
import { Warnings } from '../warnings.tsx'

type PreviewedEvent = RepairPreview['events'][number]

/** The events of a repaired form, or the decoding error. */
export function Previewed({ preview }: { readonly preview: RepairPreview }) {
  const { t } = useTexts()
  const { decodeError, warnings, eventCount, events } = preview
  if (decodeError !== null) {
    return (
      <MessageStrip design="Negative" hideCloseButton>
        <strong>{t.repair.unreadable}.</strong> <span lang="en">{decodeError.message}</span>{' '}
        <small>{t.errors.code(decodeError.code)}</small>
      </MessageStrip>
    )
  }
  return (
    <section aria-label={t.repair.preview}>
      <Warnings warnings={warnings} />
      <p role="status">
        <strong>{eventCount === 0 ? t.repair.noEvents : t.repair.events(eventCount)}</strong>{' '}
        {events.length < eventCount && t.repair.first(events.length)}
        {!preview.revealed && eventCount > 0 && <span className="muted">{t.common.masked}</span>}
      </p>
      {events.map((event) => (
        <PreviewedFields
          key={event.ordinal}
          event={event}
          isRecord={preview.contract === 'record'}
        />
      ))}
    </section>
  )
}

interface PreviewedFieldsProps {
  readonly event: PreviewedEvent
  readonly isRecord: boolean
}

function PreviewedFields({ event, isRecord }: PreviewedFieldsProps) {
  const { t } = useTexts()
  const { content, subjectField, subjectValue } = event
  return (
    <article className="payload-event">
      <h3>{t.message.ordinal(event.ordinal)}</h3>
      <Fields>
        {content !== null && (
          <>
            <Field name={t.common.type}>{content.type ?? '–'}</Field>
            <Field name={t.message.content.entityType}>{content.entityType ?? '–'}</Field>
          </>
        )}
        <LaneOfEvent event={{ subject: null, subjectField, subjectValue }} isRecord={isRecord} />
        {[...(content?.keys ?? []), ...(content?.params ?? [])].map(({ name, value }, place) => (
          <Field key={`${name} ${String(place)}`} name={name}>
            <span className="mono">{value}</span>
          </Field>
        ))}
      </Fields>
      {event.contentTooLarge && <p className="muted">{t.message.tooLarge}</p>}
    </article>
  )
}
