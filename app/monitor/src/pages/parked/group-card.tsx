import '@ui5/webcomponents-icons/dist/media-forward.js'
import '@ui5/webcomponents-icons/dist/refresh.js'
import { Button } from '@ui5/webcomponents-react/Button'
import { useState } from 'react'
import { ManyActionDialog } from '../../actions/many-action-dialog.tsx'
import { ManyResult } from '../../actions/progress.tsx'
import { useManyAction } from '../../actions/use-many-action.ts'
import type { ParkedGroup } from '../../api/monitor-shapes.ts'
import { Section } from '../../parts/section.tsx'
import { useMay } from '../../session/session.ts'
import { useTexts } from '../../text/use-texts.ts'
import { GroupFigures } from './group-figures.tsx'
import { GroupLanes } from './group-lanes.tsx'
import { targetsOf } from './group-targets.ts'

interface Props {
  readonly group: ParkedGroup
  /** the company that is looked at; '' = all */
  readonly company: string
  /** somebody begins to act on it */
  readonly onAsk: () => void
  readonly onDone: () => void
}

/** Lanes of one handler that stand still for the same cause, and what can be done with all of them. */
export function GroupCard({ group, company, onAsk, onDone }: Props) {
  const { t } = useTexts()
  const operate = useMay('Operate')
  const [asked, setAsked] = useState<'replay' | 'skip'>()
  const [open, setOpen] = useState(false)
  const action = useManyAction()
  const ask = (kind: 'replay' | 'skip') => {
    onAsk()
    setAsked(kind)
  }
  const { handler, reason, error, lanes, people, records } = group
  const words: Readonly<Record<string, string>> = t.common.cause
  const cause = words[reason ?? 'unknown'] ?? reason ?? t.common.unknown

  return (
    <Section
      title={t.parked.group(handler, cause)}
      aside={
        <>
          <ManyResult action={action} />
          {operate && lanes > 0 && (
            <>
              <Button
                icon="refresh"
                design="Emphasized"
                accessibleName={`${t.parked.replayAll(lanes)}: ${t.parked.group(handler, cause)}`}
                onClick={() => ask('replay')}
              >
                {t.parked.replayAll(lanes)}
              </Button>
              <Button
                icon="media-forward"
                accessibleName={`${t.parked.skipAll(lanes)}: ${t.parked.group(handler, cause)}`}
                onClick={() => ask('skip')}
              >
                {t.parked.skipAll(lanes)}
              </Button>
            </>
          )}
        </>
      }
    >
      <div className="parked-cause">
        {error !== null && (
          <p className="error-text">
            {error.name !== null && <strong>{error.name}: </strong>}
            {error.message || t.common.unknown}
            {error.code !== null && <small> ({error.code})</small>}
          </p>
        )}
      </div>
      <GroupFigures group={group} />
      <Button
        design="Transparent"
        icon={open ? 'slim-arrow-down' : 'slim-arrow-right'}
        accessibilityAttributes={{ expanded: open }}
        onClick={() => setOpen(!open)}
      >
        {open ? t.parked.hide : t.parked.show(people, records)}
      </Button>
      {open && <GroupLanes group={group} company={company} onAct={onAsk} onDone={onDone} />}
      {asked !== undefined && (
        <ManyActionDialog
          kind={asked}
          targets={targetsOf(asked, group, company)}
          subject={t.parked.group(handler, cause)}
          note={(matched) => matched > lanes && <div>{t.parked.alsoOthers(matched - lanes)}</div>}
          action={action}
          onClose={() => {
            setAsked(undefined)
            onDone()
          }}
        />
      )}
    </Section>
  )
}
