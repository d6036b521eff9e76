import { Link } from 'react-router'
import type { MessageDetail } from '../../api/shapes.ts'
import { Field, Fields } from '../../parts/fields.tsx'
import { PeopleLinks } from '../../parts/people-links.tsx'
import { Section } from '../../parts/section.tsx'
import { ExactTime } from '../../parts/time.tsx'
import { useTexts } from '../../text/use-texts.ts'
import { peopleOf } from './people-of-message.ts'

/** The ids of a message, with copy buttons. */
export function MessageHead({ message }: { readonly message: MessageDetail }) {
  const { t, f } = useTexts()
  const { caller, format, contract } = message
  const people = peopleOf(message)
  return (
    <Section title={message.type ?? t.message.untyped}>
      <Fields>
        {people.length > 0 && (
          <Field name={people.length === 1 ? t.common.employee : t.common.employees}>
            <PeopleLinks people={people} />
          </Field>
        )}
        <Field name={t.common.received}>
          <ExactTime at={message.receivedAt} />
        </Field>
        <Field name={t.common.company}>{message.company ?? t.common.noCompany}</Field>
        <Field name={t.message.caller}>
          <span title={caller.issuer}>{caller.name ?? caller.clientId}</span>
        </Field>
        <Field name={t.message.id} copy={message.id}>
          <span className="mono">{message.id}</span>
        </Field>
        {message.externalEventId !== null && (
          <Field name={t.message.externalEventId} copy={message.externalEventId}>
            <span className="mono">{message.externalEventId}</span>
          </Field>
        )}
        <Field name={t.message.correlationId} copy={message.correlationId}>
          <span className="mono">{message.correlationId}</span>
        </Field>
        <Field name={t.message.format}>
          {[format, contract, f.bytes(message.bodyBytes)].filter(Boolean).join(', ')}
        </Field>
        {message.duplicateOf !== null && (
          <Field name={t.message.duplicateOf} wide>
            {t.message.repeatText}{' '}
            <Link to={`/messages/${message.duplicateOf}`}>{t.message.toOriginal}</Link>
          </Field>
        )}
      </Fields>
    </Section>
  )
}
