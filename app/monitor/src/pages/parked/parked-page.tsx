import '@ui5/webcomponents-icons/dist/refresh.js'
import '@ui5/webcomponents-icons/dist/sys-enter-2.js'
import { Button } from '@ui5/webcomponents-react/Button'
import { MessageStrip } from '@ui5/webcomponents-react/MessageStrip'
import { useRef, useState } from 'react'
import { Link } from 'react-router'
import { ManyActionDialog } from '../../actions/many-action-dialog.tsx'
import { ManyResult } from '../../actions/progress.tsx'
import { useManyAction } from '../../actions/use-many-action.ts'
import type { Parked, ParkedGroup } from '../../api/monitor-shapes.ts'
import { useGet } from '../../api/use-get.ts'
import { useCompany } from '../../company/use-company.ts'
import { useHeld } from '../../live/use-held.ts'
import { Answered, IfAnswered } from '../../parts/answered.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { ErrorNote } from '../../parts/error-note.tsx'
import { Page } from '../../parts/page.tsx'
import { Section } from '../../parts/section.tsx'
import { Skeleton } from '../../parts/skeleton.tsx'
import { useMay } from '../../session/session.ts'
import { useTexts } from '../../text/use-texts.ts'
import { GroupCard } from './group-card.tsx'
import { everythingParked } from './group-targets.ts'
import './parked-page.css'

/** What must I do? */
export function ParkedPage() {
  const { t } = useTexts()
  const [company] = useCompany()
  const parked = useGet<Parked>('/parked', { company })
  const region = useRef<HTMLDivElement>(null)
  const groups = parked.data?.groups ?? NONE
  // Once something is done here the list stands still, so that each row can show what came of it.
  const [acting, setActing] = useState(false)
  const [asked, askAll] = useState(false)
  const everything = useManyAction()
  const operate = useMay('Operate')
  const held = useHeld(groups, region, {
    hold: acting,
    resetKey: `${company} ${parked.data === undefined}`,
    keyOf,
  })
  const showNewer = () => {
    setActing(false)
    held.apply()
  }
  const { people = 0, records = 0 } = parked.data ?? {}
  const lanes = groups.reduce((sum, group) => sum + group.lanes, 0)
  const behind = groups.reduce((sum, group) => sum + group.behind, 0)

  return (
    <Page
      title={t.parked.title}
      lead={
        lanes > 0 && t.parked.lead(people, records, lanes, behind, parked.data?.complete === false)
      }
      actions={
        <>
          <ManyResult action={everything} />
          {held.waiting && <Button onClick={showNewer}>{t.frame.newer}</Button>}
          {operate && groups.length > 1 && (
            <Button icon="refresh" onClick={() => askAll(true)}>
              {t.parked.replayEverything(lanes)}
            </Button>
          )}
        </>
      }
    >
      {parked.error !== undefined && (
        <ErrorNote
          error={parked.error}
          stale={parked.data !== undefined}
          onRetry={() => void parked.reload()}
        />
      )}
      {parked.data?.complete === false && (
        <MessageStrip design="Information" hideCloseButton>
          {t.parked.incomplete}
        </MessageStrip>
      )}
      <div className="parked-groups" ref={region}>
        {parked.data === undefined && parked.error === undefined && <Skeleton lines={8} />}
        {held.shown.map((group) => (
          <GroupCard
            key={keyOf(group)}
            company={company}
            group={groups.find((fresh) => keyOf(fresh) === keyOf(group)) ?? emptied(group)}
            onAsk={() => setActing(true)}
            onDone={() => void parked.reload()}
          />
        ))}
      </div>
      {asked && (
        <ManyActionDialog
          kind="replay"
          targets={[everythingParked('replay', company)]}
          subject={t.parked.everything}
          action={everything}
          onClose={() => {
            askAll(false)
            void parked.reload()
          }}
        />
      )}
      {held.shown.length === 0 && (
        <Answered by={parked}>
          <IfAnswered>
            <Section title={t.parked.title}>
              <EmptyState icon="sys-enter-2" title={t.parked.none} text={t.parked.noneText}>
                <Link to="/messages">{t.parked.toMessages}</Link>
              </EmptyState>
            </Section>
          </IfAnswered>
        </Answered>
      )}
    </Page>
  )
}

const NONE: readonly ParkedGroup[] = []

function keyOf({ handler, reason, cause }: ParkedGroup): string {
  return JSON.stringify([handler, reason, cause])
}

/** All of its lanes go on. */
function emptied(group: ParkedGroup): ParkedGroup {
  return { ...group, lanes: 0, people: 0, records: 0, behind: 0 }
}
