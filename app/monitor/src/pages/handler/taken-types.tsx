import { Link } from 'react-router'
import { isOneType } from '../../parts/event-type.tsx'
import { Section } from '../../parts/section.tsx'
import { useTexts } from '../../text/use-texts.ts'

export function TakenTypes({ types }: { readonly types: readonly string[] }) {
  const { t } = useTexts()
  return (
    <Section title={t.handler.takes}>
      {types.includes('*') ? (
        <p>{t.handler.takesAll}</p>
      ) : (
        <ul className="handler-types">
          {types.map((type) => (
            <li key={type}>
              {isOneType(type) ? (
                <Link to={`/messages?type=${encodeURIComponent(type)}`}>{type}</Link>
              ) : (
                type
              )}
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
