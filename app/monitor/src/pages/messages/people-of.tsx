import type { ListedMessage } from '../../api/shapes.ts'
import { PeopleLinks } from '../../parts/people-links.tsx'

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
      <PeopleLinks people={shown} />
      {others > 0 && ` +${others}`}
    </span>
  )
}
