import { Link } from 'react-router'
import type { Delivery, Subject } from '../../api/shapes.ts'
import { subjectName } from '../../parts/subject-name.ts'

const SHOWN = 2

interface Props {
  readonly deliveries: readonly Delivery[] | undefined
}

/** Whom a message is about, the first ones by name. */
export function PeopleOf({ deliveries }: Props) {
  if (deliveries === undefined) return null
  const people = subjectsOf(deliveries)
  if (people.length === 0) return <>–</>
  return (
    <span>
      {people.slice(0, SHOWN).map(({ id, kind, key }, index) => (
        <span key={id}>
          {index > 0 && ', '}
          <Link to={`/employees/${id}`} title={kind}>
            {subjectName({ kind, key })}
          </Link>
        </span>
      ))}
      {people.length > SHOWN && ` +${people.length - SHOWN}`}
    </span>
  )
}

function subjectsOf(deliveries: readonly Delivery[]): Subject[] {
  const subjects = new Map<string, Subject>()
  for (const { subject } of deliveries) if (subject !== null) subjects.set(subject.id, subject)
  return [...subjects.values()]
}
