import { Link } from 'react-router'
import type { ListedMessage } from '../../api/shapes.ts'
import { subjectName } from '../../parts/subject-name.ts'
import { useTexts } from '../../text/use-texts.ts'

const SHOWN = 2

/** The people of a message; only the first ones by name. */
export function PeopleOf({
  subjects,
  subjectCount,
}: Pick<ListedMessage, 'subjects' | 'subjectCount'>) {
  const { t } = useTexts()
  if (subjectCount === 0) return <>–</>
  const shown = subjects.slice(0, SHOWN)
  const others = subjectCount - shown.length
  return (
    <span>
      {shown.map(({ id, kind, key, blocked }, index) => (
        <span key={id}>
          {index > 0 && ', '}
          <Link to={`/employees/${id}`} title={kind}>
            {subjectName({ id, kind, key, blocked }, t)}
          </Link>
        </span>
      ))}
      {others > 0 && ` +${others}`}
    </span>
  )
}
