import { Link } from 'react-router'
import type { ActionItem, Page } from '../../api/shapes.ts'
import { useGet } from '../../api/use-get.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { NoneNote } from '../../parts/none-note.tsx'
import { useTexts } from '../../text/use-texts.ts'

const SHOWN = 20

/** What an action touched, and what came of it for each. */
export function ActionItems({ actionId }: { readonly actionId: string }) {
  const { t } = useTexts()
  const items = useGet<Page<ActionItem>>(`/actions/${actionId}/items`, { limit: SHOWN })
  return (
    <Loaded resource={items} lines={2}>
      {({ items: touched, next }) => (
        <>
          <ul className="history-items">
            {touched.map(({ messageId, ordinal, handler, run, result }) => (
              <li key={`${messageId} ${ordinal} ${handler} ${run}`}>
                <Link className="mono" to={`/messages/${messageId}`}>
                  {messageId}
                </Link>
                <span>{handler}</span>
                {result !== 'done' && <span className="muted">{result}</span>}
              </li>
            ))}
          </ul>
          {touched.length === 0 && <NoneNote text={t.history.untouched} />}
          {next !== null && <p className="muted">{t.history.first(SHOWN)}</p>}
        </>
      )}
    </Loaded>
  )
}
