import { Button } from '@ui5/webcomponents-react/Button'
import type { ActionOutcome } from '../../../../../lib/api/states.ts'
import type { Action, ActionItem } from '../../api/shapes.ts'
import { useGet } from '../../api/use-get.ts'
import { usePages } from '../../api/use-pages.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { NoneNote } from '../../parts/none-note.tsx'
import { Section } from '../../parts/section.tsx'
import { Time } from '../../parts/time.tsx'
import { useTexts } from '../../text/use-texts.ts'
import { ActionItemTable } from './action-item-table.tsx'

interface Props {
  readonly actionId: string
  readonly outcome: ActionOutcome | undefined
}

/** The deliveries of one action: all, or those with one outcome. */
export function ActionDeliveries({ actionId, outcome }: Props) {
  const { t } = useTexts()
  const action = useGet<Action>(`/actions/${actionId}`)
  const items = usePages<ActionItem>(`/actions/${actionId}/items`, { outcome })
  const { data } = action
  return (
    <Section
      title={
        data === undefined ? t.history.action : t.history.by(data.by.person ?? data.by.clientId)
      }
      aside={
        <span className="muted">
          <Time at={data?.requestedAt} none="" />
        </span>
      }
      flush
    >
      {data?.comment != null && <p className="action-comment">{t.history.quoted(data.comment)}</p>}
      <Loaded resource={items}>
        {({ items: shown, next }) => (
          <>
            {shown.length > 0 && <ActionItemTable items={shown} />}
            {shown.length === 0 && next === null && (
              <NoneNote text={outcome === undefined ? t.history.untouched : t.history.noneSo} />
            )}
            {next !== null && (
              <div className="history-more">
                <Button onClick={items.loadMore}>{t.common.more}</Button>
              </div>
            )}
          </>
        )}
      </Loaded>
    </Section>
  )
}
