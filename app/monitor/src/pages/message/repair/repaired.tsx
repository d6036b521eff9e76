import type { MessageDetail } from '../../../api/shapes.ts'
import { Field, Fields } from '../../../parts/fields.tsx'
import { Section } from '../../../parts/section.tsx'
import { ExactTime } from '../../../parts/time.tsx'
import { useTexts } from '../../../text/use-texts.ts'

type Repair = NonNullable<MessageDetail['repair']>

/** The repair of a message: user, time, comment, original. */
export function Repaired({ repair }: { readonly repair: Repair }) {
  const { t, f } = useTexts()
  const { by, requestedAt, comment, errorCode, contentType, contentEncoding, typeHint } = repair
  const words = t.repair.done
  const original = [contentType, contentEncoding, typeHint, f.bytes(repair.bodyBytes)]
  return (
    <Section title={words.title}>
      <Fields>
        {requestedAt !== null && (
          <Field name={words.at}>
            <ExactTime at={requestedAt} />
          </Field>
        )}
        {by !== null && <Field name={words.by}>{by.person ?? by.clientId}</Field>}
        {comment !== null && <Field name={words.reason}>{comment}</Field>}
        {errorCode !== null && <Field name={words.problem}>{t.errors.code(errorCode)}</Field>}
        <Field name={words.original}>
          {original.filter(Boolean).join(', ')}
          {!repair.bodyChanged && ` ${words.bodyKept}`}
        </Field>
        {Object.entries(repair.places).map(([name, place]) => (
          <Field key={name} name={t.repair.place[name as keyof typeof t.repair.place]}>
            <span className="mono">{place}</span>
          </Field>
        ))}
      </Fields>
    </Section>
  )
}
