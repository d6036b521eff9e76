import '@ui5/webcomponents-icons/dist/employee.js'
import type { EventRecord, Page, SubjectDetail } from '../../api/shapes.ts'
import type { Resource } from '../../api/use-resource.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Section } from '../../parts/section.tsx'
import { useTexts } from '../../text/use-texts.ts'
import { type DeliveriesOf, knownEvents } from './known-events.ts'
import { columnsOf, handlersOf } from './lanes-of-employee.ts'
import { Swimlanes } from './swimlanes.tsx'

interface Props {
  readonly subject: SubjectDetail
  readonly events: Resource<Page<EventRecord>>
  readonly deliveries: Resource<DeliveriesOf>
  /** Null if the page already shows as many events as it can. */
  readonly onOlder: (() => void) | null
}

/** The section with the events of one person, one row per handler. */
export function EventLanes({ subject, events, deliveries, onOlder }: Props) {
  const { t } = useTexts()
  return (
    <Section
      title={t.employee.lanes}
      hint={`${t.employee.laneHint} ${t.common.term.delivery} ${t.common.term.order}`}
    >
      <Loaded resource={events} lines={6}>
        {({ items, next }) =>
          items.length === 0 ? (
            <EmptyState icon="employee" title={t.employee.none} text={t.employee.noneText} />
          ) : (
            <Loaded resource={deliveries} lines={6}>
              {(known) => (
                <Swimlanes
                  columns={columnsOf(knownEvents(items, known), known.items)}
                  handlers={handlersOf(subject, known.items)}
                  subject={subject}
                  onOlder={next !== null && known.missingFrom === null ? onOlder : null}
                />
              )}
            </Loaded>
          )
        }
      </Loaded>
    </Section>
  )
}
