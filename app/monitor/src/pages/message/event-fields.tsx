import { useMemo } from 'react'
import type { EventContent, MessageEvent } from '../../api/shapes.ts'
import { Field, Fields } from '../../parts/fields.tsx'
import { useTexts } from '../../text/use-texts.ts'
import { LaneOfEvent } from './lane-of-event.tsx'
import { prettyBody } from './pretty-body.ts'
import { RawText } from './raw-text.tsx'

interface Props {
  readonly event: MessageEvent
  readonly several: boolean
  /** the event has no SuccessFactors contract */
  readonly isRecord: boolean
}

/** An event as handlers see it. */
export function EventFields({ event, several, isRecord }: Props) {
  const { t } = useTexts()
  const { content } = event
  return (
    <article className="payload-event">
      {several && (
        <h3>
          {t.message.ordinal(event.ordinal)} {event.type}
        </h3>
      )}
      {content === null ? (
        <p className="muted">{event.contentTooLarge ? t.message.tooLarge : t.message.unreadable}</p>
      ) : (
        <>
          <Fields>
            <Field name={t.common.type}>{content.type ?? '–'}</Field>
            <Field name={t.message.content.entityType}>{content.entityType ?? '–'}</Field>
            <Field name={t.message.content.effective}>{content.effective ?? '–'}</Field>
            <Field name={t.message.content.effectiveStartDate}>
              <Sent date={content.effectiveStartDate} />
            </Field>
            <Field name={t.message.content.publishedAt}>
              <Sent date={content.publishedAt} />
            </Field>
            <Field name={t.message.content.publishedBy}>{content.publishedBy ?? '–'}</Field>
            {content.eventId !== null && (
              <Field name={t.message.eventId} copy={content.eventId}>
                <span className="mono">{content.eventId}</span>
              </Field>
            )}
            <LaneOfEvent event={event} isRecord={isRecord} />
            {event.mayBeRepeat && (
              <Field name={t.message.mayBeRepeat} wide>
                {t.message.mayBeRepeatText}
              </Field>
            )}
            {content.repost !== null && (
              <Field name={t.message.content.repost}>{content.repost}</Field>
            )}
          </Fields>
          {(['keys', 'params', 'more'] as const).map((group) => (
            <Values key={group} title={t.message.groups[group]} values={content[group]} />
          ))}
          {content.payload !== null && content.payload !== '' && (
            <div className="payload-group">
              <h3>{t.message.groups.payload}</h3>
              <PayloadText payload={content.payload} />
            </div>
          )}
        </>
      )}
    </article>
  )
}

/** Formatted once instead of with every update of the page. */
function PayloadText({ payload }: { readonly payload: string }) {
  const body = useMemo(() => prettyBody(payload), [payload])
  return <RawText body={body} />
}

function Values({
  title,
  values,
}: {
  readonly title: string
  readonly values: EventContent['keys']
}) {
  if (values.length === 0) return null
  return (
    <div className="payload-group">
      <h3>{title}</h3>
      <Fields>
        {values.map(({ name, value }, place) => (
          <Field key={`${name} ${String(place)}`} name={name}>
            <span className="mono">{value}</span>
          </Field>
        ))}
      </Fields>
    </div>
  )
}

/** The original text of a date, if it contains more than the parsed date. */
function Sent({ date }: { readonly date: EventContent['publishedAt'] }) {
  const { f } = useTexts()
  if (date === null) return <>–</>
  const { sent, iso } = date
  if (iso === null) return <>{sent}</>
  const text = iso.includes('T') ? f.exact(iso) : f.day(`${iso}T12:00:00`)
  return <span title={sent}>{text}</span>
}
