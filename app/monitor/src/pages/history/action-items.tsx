import { Link } from 'react-router'
import type { ActionItem, Page } from '../../api/shapes.ts'
import { useGet } from '../../api/use-get.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { NoneNote } from '../../parts/none-note.tsx'
import { useTexts } from '../../text/use-texts.ts'
import './action-page.css'
import { EditedFields } from './edited-fields.tsx'
import { ItemOutcome } from './item-outcome.tsx'

const SHOWN = 20

/** The first deliveries of an action with their current state. */
export function ActionItems({ actionId }: { readonly actionId: string }) {
  const { t } = useTexts()
  const items = useGet<Page<ActionItem>>(`/actions/${actionId}/items`, { limit: SHOWN })
  return (
    <Loaded resource={items} lines={2}>
      {({ items: touched, next }) => (
        <>
          <ul className="history-items">
            {touched.map((item) => (
              <li key={`${item.messageId} ${item.ordinal} ${item.handler} ${item.run}`}>
                <Link className="mono" to={`/messages/${item.messageId}`}>
                  {item.messageId}
                </Link>
                <span>{item.handler}</span>
                <ItemOutcome item={item} />
                {item.edit !== null && <EditedFields item={item} />}
              </li>
            ))}
          </ul>
          {touched.length === 0 && <NoneNote text={t.history.untouched} />}
          {next !== null && <Link to={`/history/${actionId}`}>{t.history.first(SHOWN)}</Link>}
        </>
      )}
    </Loaded>
  )
}
