import { ResourceError } from '../../parts/resource-error.tsx'
import '@ui5/webcomponents-icons/dist/refresh.js'
import '@ui5/webcomponents-icons/dist/sys-enter-2.js'
import { Button } from '@ui5/webcomponents-react/Button'
import { MessageStrip } from '@ui5/webcomponents-react/MessageStrip'
import { useRef, useState } from 'react'
import { Link } from 'react-router'
import { StartedResults } from '../../actions/started-results.tsx'
import { useStartedHere } from '../../actions/use-started-here.ts'
import type { Parked, ParkedGroup } from '../../api/monitor-shapes.ts'
import { useGet } from '../../api/use-get.ts'
import type { Resource } from '../../api/use-resource.ts'
import { useCompany } from '../../company/use-company.ts'
import { useHeld } from '../../live/use-held.ts'
import { useMovement } from '../../live/use-movement.ts'
import { Answered, IfAnswered } from '../../parts/answered.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Page } from '../../parts/page.tsx'
import { Section } from '../../parts/section.tsx'
import { Skeleton } from '../../parts/skeleton.tsx'
import { useMay } from '../../session/session.ts'
import { useTexts } from '../../text/use-texts.ts'
import { GroupCard } from './group-card.tsx'
import { type GroupAction, GroupDialog } from './group-dialog.tsx'
import { GroupPlace } from './group-place.tsx'
import './parked-page.css'
import { useGroupName } from './use-group-name.ts'

/** Answers: what must I do? */
export function ParkedPage() {
  const { t } = useTexts()
  const [company] = useCompany()
  const parked = useGet<Parked>('/parked', { company })
  const region = useRef<HTMLDivElement>(null)
  const groups = parked.data?.groups ?? NONE
  const [groupAction, setGroupAction] = useState<GroupAction>()
  const { started, moving, add } = useStartedHere()
  const nameOf = useGroupName()
  const operate = useMay('Operate')
  const held = useHeld(groups, region, {
    // A replayed lane is not parked, but it may return at once.
    hold: useMovement(moving, parked),
    resetKey: `${company} ${parked.data === undefined}`,
    keyOf,
  })
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
          {held.waiting && <Button onClick={held.apply}>{t.frame.newer}</Button>}
          {operate && groups.length > 1 && (
            <Button icon="refresh" onClick={() => setGroupAction({ kind: 'replay', group: null })}>
              {t.parked.replayEverything(lanes)}
            </Button>
          )}
        </>
      }
    >
      <ParkedNotes parked={parked} />
      {groups.length > 0 && (
        <p className="parked-hint muted">
          {t.common.term.delivery} {t.common.term.order}
        </p>
      )}
      <StartedResults started={started} />
      <div className="parked-groups" ref={region}>
        {parked.data === undefined && parked.error === undefined && <Skeleton lines={8} />}
        {held.shown.map((shown) => {
          const fresh = groups.find((group) => keyOf(group) === keyOf(shown))
          const group = fresh ?? shown
          return (
            <GroupPlace key={keyOf(group)} empty={fresh === undefined}>
              <GroupCard
                company={company}
                group={group}
                onAsk={(kind) => setGroupAction({ kind, group })}
                onDone={() => void parked.reload()}
                onActed={(kind, id) =>
                  add(t.parked.started(t.actions.name[kind], nameOf(group)), [id])
                }
              />
            </GroupPlace>
          )
        })}
      </div>
      {groupAction !== undefined && (
        <GroupDialog
          groupAction={groupAction}
          company={company}
          onStarted={add}
          onClose={() => {
            setGroupAction(undefined)
            void parked.reload()
          }}
        />
      )}
      {held.shown.length === 0 && <NothingParked by={parked} />}
    </Page>
  )
}

function ParkedNotes({ parked }: { readonly parked: Resource<Parked> }) {
  const { t } = useTexts()
  return (
    <>
      <ResourceError resource={parked} />
      {parked.data?.complete === false && (
        <MessageStrip design="Information" hideCloseButton>
          {t.parked.incomplete}
        </MessageStrip>
      )}
    </>
  )
}

function NothingParked({ by }: { readonly by: Resource<Parked> }) {
  const { t } = useTexts()
  return (
    <Answered by={by}>
      <IfAnswered>
        <Section title={t.parked.title}>
          <EmptyState icon="sys-enter-2" title={t.parked.none} text={t.parked.noneText}>
            <Link to="/messages">{t.parked.toMessages}</Link>
          </EmptyState>
        </Section>
      </IfAnswered>
    </Answered>
  )
}

const NONE: readonly ParkedGroup[] = []

function keyOf({ handler, reasonCode, cause }: ParkedGroup): string {
  return JSON.stringify([handler, reasonCode, cause])
}
