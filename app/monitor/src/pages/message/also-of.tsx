import { Link } from 'react-router'
import type { Delivery, MessageDetail, Page, Subject } from '../../api/shapes.ts'
import { useGet } from '../../api/use-get.ts'
import { EventType } from '../../parts/event-type.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Section } from '../../parts/section.tsx'
import { subjectName } from '../../parts/subject-name.ts'
import { Time } from '../../parts/time.tsx'
import { useTexts } from '../../text/use-texts.ts'
import { HandlerMarks } from '../messages/handler-marks.tsx'
import './also-of.css'
import { peopleOf } from './people-of-message.ts'

const SHOWN = 8
const LOOKED_AT = 60

/** What else came for the person that a message is about. */
export function AlsoOf({ message }: { readonly message: MessageDetail }) {
  const [person] = peopleOf(message)
  return person === undefined ? null : <Also person={person} messageId={message.id} />
}

function Also({ person, messageId }: { readonly person: Subject; readonly messageId: string }) {
  const { t } = useTexts()
  const deliveries = useGet<Page<Delivery>>('/deliveries', { subject: person.id, limit: LOOKED_AT })
  return (
    <Section
      title={t.message.also(subjectName(person))}
      aside={<Link to={`/employees/${person.id}`}>{t.message.toEmployee}</Link>}
    >
      <Loaded resource={deliveries}>
        {({ items }) => {
          const others = byMessage(items).filter(({ id }) => id !== messageId)
          if (others.length === 0) return <p className="muted">{t.message.alsoNone}</p>
          return (
            <ul className="also">
              {others.slice(0, SHOWN).map(({ id, of }) => (
                <li key={id}>
                  <Link to={`/messages/${id}`}>
                    <Time at={of[0]?.receivedAt} />
                  </Link>
                  <EventType type={of[0]?.type ?? null} />
                  <HandlerMarks deliveries={of} />
                </li>
              ))}
            </ul>
          )
        }}
      </Loaded>
    </Section>
  )
}

function byMessage(deliveries: readonly Delivery[]) {
  const groups = Map.groupBy(deliveries, ({ messageId }) => messageId)
  return [...groups].map(([id, of]) => ({ id, of }))
}
