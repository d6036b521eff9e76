import { Button } from '@ui5/webcomponents-react/Button'
import { useRef } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { Refusal } from '../../api/shapes.ts'
import { usePages } from '../../api/use-pages.ts'
import { useHeld } from '../../live/use-held.ts'
import { Answered, IfAnswered } from '../../parts/answered.tsx'
import { Page } from '../../parts/page.tsx'
import { ResourceError } from '../../parts/resource-error.tsx'
import { Skeleton } from '../../parts/skeleton.tsx'
import { useTexts } from '../../text/use-texts.ts'
import { groupRefusals, type RefusalGroup } from './group-refusals.ts'
import { NothingRefused } from './nothing-refused.tsx'
import { RefusalCard } from './refusal-card.tsx'
import './refused-page.css'
import { SeenCauses } from './seen-causes.tsx'

/** Answers: why are calls from SuccessFactors refused? Calls to other paths have their own view. */
export function RefusedPage() {
  const [search] = useSearchParams()
  const others = search.get('calls') === 'other'
  return <RefusedCalls key={String(others)} calls={others ? 'other' : 'ingest'} />
}

interface Props {
  readonly calls: 'ingest' | 'other'
}

function RefusedCalls({ calls }: Props) {
  const { t } = useTexts()
  const text = t.refused
  const refusals = usePages<Refusal>('/refusals', { calls })
  const region = useRef<HTMLDivElement>(null)
  const { open, seen } = groupRefusals(refusals.data?.items ?? [])
  const held = useHeld(open, region, { resetKey: String(refusals.data === undefined), keyOf })
  const unseen = new Set(open.map(keyOf))
  const others = calls === 'other'
  const more = refusals.data?.next != null

  return (
    <Page
      title={others ? text.otherTitle : text.title}
      lead={others ? text.otherLead : open.length > 0 && text.lead}
      actions={held.waiting && <Button onClick={held.apply}>{t.frame.newer}</Button>}
    >
      <ResourceError resource={refusals} />
      <div className="refusals" ref={region}>
        {refusals.data === undefined && refusals.error === undefined && <Skeleton lines={8} />}
        {held.shown.map((group) =>
          // The user marked it as seen, so it may disappear.
          unseen.has(group.key) ? (
            <RefusalCard
              key={group.key}
              group={group}
              elsewhere={others}
              more={more}
              onSeen={refusals.reload}
            />
          ) : null,
        )}
      </div>
      {open.length === 0 && (
        <Answered by={refusals}>
          <IfAnswered>
            <NothingRefused seen={seen.length > 0} />
          </IfAnswered>
        </Answered>
      )}
      <SeenCauses groups={seen} elsewhere={others} more={more} onSeen={refusals.reload} />
      {more && (
        <div className="refusals-more">
          <Button loading={refusals.loadingMore} onClick={refusals.loadMore}>
            {text.more}
          </Button>
        </div>
      )}
      <p className="refusals-others">
        <Link to={others ? '/refused' : '/refused?calls=other'}>
          {others ? text.toIngest : text.toOther}
        </Link>
      </p>
    </Page>
  )
}

const keyOf = ({ key }: RefusalGroup) => key
