import '@ui5/webcomponents-icons/dist/sys-enter-2.js'
import { Button } from '@ui5/webcomponents-react/Button'
import { useRef, useState } from 'react'
import { Link } from 'react-router'
import type { Refusal } from '../../api/shapes.ts'
import { usePages } from '../../api/use-pages.ts'
import { useHeld } from '../../live/use-held.ts'
import { Answered, IfAnswered } from '../../parts/answered.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { ErrorNote } from '../../parts/error-note.tsx'
import { Page } from '../../parts/page.tsx'
import { Section } from '../../parts/section.tsx'
import { Skeleton } from '../../parts/skeleton.tsx'
import { useTexts } from '../../text/use-texts.ts'
import { groupRefusals, type RefusalGroup } from './group-refusals.ts'
import { RefusalCard } from './refusal-card.tsx'
import './refused-page.css'

/** Why does SuccessFactors not get through? */
export function RefusedPage() {
  const { t } = useTexts()
  const [pages, setPages] = useState(1)
  const refusals = usePages<Refusal>('/refusals', pages)
  const region = useRef<HTMLDivElement>(null)
  const groups = groupRefusals(refusals.data?.items ?? [])
  const held = useHeld(groups, region, { resetKey: String(refusals.data === undefined), same })
  const latest = new Map(groups.map((group) => [group.key, group]))

  return (
    <Page
      title={t.refused.title}
      lead={groups.length > 0 && t.refused.lead}
      actions={held.waiting && <Button onClick={held.apply}>{t.frame.newer}</Button>}
    >
      {refusals.error !== undefined && (
        <ErrorNote
          error={refusals.error}
          stale={refusals.data !== undefined}
          onRetry={() => void refusals.reload()}
        />
      )}
      <div className="refusals" ref={region}>
        {refusals.data === undefined && refusals.error === undefined && <Skeleton lines={8} />}
        {held.shown.map((group) => (
          <RefusalCard key={group.key} group={latest.get(group.key) ?? group} />
        ))}
      </div>
      {refusals.data?.next != null && (
        <div className="refusals-more">
          <Button onClick={() => setPages(pages + 1)}>{t.refused.more}</Button>
        </div>
      )}
      {groups.length === 0 && (
        <Answered by={refusals}>
          <IfAnswered>
            <Section title={t.refused.title}>
              <EmptyState icon="sys-enter-2" title={t.refused.none} text={t.refused.noneText}>
                <Link to="/connect">{t.refused.toConnect}</Link>
              </EmptyState>
            </Section>
          </IfAnswered>
        </Answered>
      )}
    </Page>
  )
}

/** Counts change in place; groups change their places only when nobody reads them. */
function same(a: readonly RefusalGroup[], b: readonly RefusalGroup[]): boolean {
  return a.length === b.length && a.every(({ key }, at) => key === b[at]?.key)
}
