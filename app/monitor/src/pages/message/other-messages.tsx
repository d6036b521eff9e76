import { Link } from 'react-router'
import type { ListedMessage, MessageDetail, Page, Subject } from '../../api/shapes.ts'
import { useGet } from '../../api/use-get.ts'
import { EventType } from '../../parts/event-type.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { MessageMark } from '../../parts/mark.tsx'
import { NoneNote } from '../../parts/none-note.tsx'
import { Section } from '../../parts/section.tsx'
import { subjectName } from '../../parts/subject-name.ts'
import { Time } from '../../parts/time.tsx'
import { useTexts } from '../../text/use-texts.ts'
import { HandlerMarks } from '../messages/handler-marks.tsx'
import './other-messages.css'
import { peopleOf } from './people-of-message.ts'

const SHOWN = 8

/** Other messages for the person of a message. */
export function OtherMessages({ message }: { readonly message: MessageDetail }) {
  const [person] = peopleOf(message)
  return person === undefined ? null : <Also person={person} messageId={message.id} />
}

function Also({ person, messageId }: { readonly person: Subject; readonly messageId: string }) {
  const { t } = useTexts()
  const messages = useGet<Page<ListedMessage>>('/messages', {
    subject: person.id,
    limit: SHOWN + 1,
  })
  return (
    <Section
      title={t.message.also(subjectName(person, t))}
      aside={<Link to={`/employees/${person.id}`}>{t.message.toEmployee}</Link>}
    >
      <Loaded resource={messages}>
        {({ items }) => {
          const others = items.filter(({ id }) => id !== messageId)
          if (others.length === 0) return <NoneNote text={t.message.alsoNone} />
          return (
            <ul className="other-messages">
              {others
                .slice(0, SHOWN)
                .map(({ id, receivedAt, type, handlers, eventsWithoutHandler }) => (
                  <li key={id}>
                    <Link to={`/messages/${id}`}>
                      <Time at={receivedAt} />
                    </Link>
                    <EventType type={type} />
                    <span className="other-messages-marks">
                      {(handlers.length > 0 || eventsWithoutHandler === 0) && (
                        <HandlerMarks handlers={handlers} />
                      )}
                      {eventsWithoutHandler > 0 && <MessageMark status="NO_HANDLER" />}
                    </span>
                  </li>
                ))}
            </ul>
          )
        }}
      </Loaded>
    </Section>
  )
}
