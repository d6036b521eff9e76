import { useState } from 'react'
import { useParams } from 'react-router'
import type { Delivery, EventRecord, Page as ListPage, SubjectDetail } from '../../api/shapes.ts'
import { useGet } from '../../api/use-get.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Page } from '../../parts/page.tsx'
import { ResourceError } from '../../parts/resource-error.tsx'
import { subjectName } from '../../parts/subject-name.ts'
import { useTexts } from '../../text/use-texts.ts'
import { DataProtection } from './data-protection.tsx'
import { EmployeeState } from './employee-state.tsx'
import { EventLanes } from './event-lanes.tsx'
import { ParkedHeads } from './parked-heads.tsx'
import { Planned } from './planned.tsx'
import { Reveals } from './reveals.tsx'
import { useDeliveriesOf } from './use-deliveries-of.ts'

const STEP = 50
const MAX = 200

/** Answers: what happened for this person? */
export function EmployeePage() {
  const { t } = useTexts()
  const { id = '' } = useParams()
  const [limit, setLimit] = useState(STEP)
  const subject = useGet<SubjectDetail>(`/subjects/${encodeURIComponent(id)}`)
  const events = useGet<ListPage<EventRecord>>('/events', { subject: id, limit })
  const deliveries = useDeliveriesOf(id, limit, events.data?.items)
  // A scheduled delivery may be older than all listed events.
  const planned = useGet<ListPage<Delivery>>('/deliveries', {
    subject: id,
    state: 'scheduled',
    limit: MAX,
  })

  const reload = () => {
    for (const resource of [subject, events, deliveries, planned]) void resource.reload()
  }
  const person = subject.data
  const name = person === undefined ? t.common.employee : subjectName(person, t)
  const scheduled = planned.data?.items ?? []

  return (
    <Page
      title={name}
      parent={{ to: '/employees', text: t.frame.pages.employees }}
      lead={person !== undefined && t.employee.lead(person.kind, person.company)}
    >
      <Loaded resource={subject}>
        {(detail) => (
          <>
            <EmployeeState
              subject={detail}
              planned={scheduled.length}
              morePlanned={planned.data?.next != null}
              withoutHandler={events.data?.items.filter(({ noHandler }) => noHandler).length ?? 0}
            />
            <ResourceError resource={planned} />
            <ParkedHeads subject={detail} name={name} onDone={reload} />
            <Planned deliveries={scheduled} name={name} onDone={reload} />
            <EventLanes
              subject={detail}
              events={events}
              deliveries={deliveries}
              onOlder={limit < MAX ? () => setLimit(Math.min(limit + STEP, MAX)) : null}
            />
            <Reveals subjectId={detail.id} />
            <DataProtection subject={detail} name={name} onDone={reload} />
          </>
        )}
      </Loaded>
    </Page>
  )
}
