import { Link } from 'react-router'
import type { Subject } from '../api/shapes.ts'
import { useTexts } from '../text/use-texts.ts'
import { subjectName } from './subject-name.ts'

/** Links to people, separated by commas. */
export function PeopleLinks({ people }: { readonly people: readonly Subject[] }) {
  const { t } = useTexts()
  return people.map((person, index) => (
    <span key={person.id}>
      {index > 0 && ', '}
      <Link to={`/employees/${person.id}`} title={person.kind}>
        {subjectName(person, t)}
      </Link>
    </span>
  ))
}
