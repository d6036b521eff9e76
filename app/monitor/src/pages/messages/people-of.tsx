import { Link } from 'react-router'
import type { ListedMessage } from '../../api/shapes.ts'
import { subjectName } from '../../parts/subject-name.ts'

const SHOWN = 2

/** The people of a message; only the first ones by name. */
export function PeopleOf({
  subjects,
  subjectCount,
}: Pick<ListedMessage, 'subjects' | 'subjectCount'>) {
  if (subjectCount === 0) return <>–</>
  const shown = subjects.slice(0, SHOWN)
  const others = subjectCount - shown.length
  return (
    <span>
      {shown.map(({ id, kind, key }, index) => (
        <span key={id}>
          {index > 0 && ', '}
          <Link to={`/employees/${id}`} title={kind}>
            {subjectName({ id, kind, key })}
          </Link>
        </span>
      ))}
      {others > 0 && ` +${others}`}
    </span>
  )
}
