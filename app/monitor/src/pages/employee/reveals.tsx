import { Link } from 'react-router'
import type { Action, Page } from '../../api/shapes.ts'
import { useGet } from '../../api/use-get.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { NoneNote } from '../../parts/none-note.tsx'
import { Section } from '../../parts/section.tsx'
import { Time } from '../../parts/time.tsx'
import { useTexts } from '../../text/use-texts.ts'
import './reveals.css'

const SHOWN = 5

/** The last looks at the values of a person. */
export function Reveals({ subjectId }: { readonly subjectId: string }) {
  const { t } = useTexts()
  const looks = useGet<Page<Action>>('/actions', {
    subject: subjectId,
    kind: 'reveal',
    limit: SHOWN,
  })
  return (
    <Section
      title={t.employee.looks}
      hint={t.history.looksLead}
      aside={<Link to={`/history?subject=${subjectId}&kind=reveal`}>{t.employee.allLooks}</Link>}
    >
      <Loaded resource={looks} lines={2}>
        {({ items }) =>
          items.length === 0 ? (
            <NoneNote text={t.history.noLooks} />
          ) : (
            <ul className="reveals">
              {items.map((action) => (
                <li key={action.id}>
                  <Time at={action.requestedAt} />
                  <strong>{action.by.person ?? action.by.clientId}</strong>
                  <Look action={action} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  )
}

function Look({ action: { messageId, detail } }: { readonly action: Action }) {
  const { t } = useTexts()
  const { what } = (detail ?? {}) as { readonly what?: string }
  if (messageId === null) {
    return <span>{what === 'export' ? t.history.exported : t.history.searched}</span>
  }
  return (
    <Link className="mono" to={`/messages/${messageId}`}>
      {messageId}
    </Link>
  )
}
