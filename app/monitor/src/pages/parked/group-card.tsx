import '@ui5/webcomponents-icons/dist/media-forward.js'
import '@ui5/webcomponents-icons/dist/refresh.js'
import { Button } from '@ui5/webcomponents-react/Button'
import { useState } from 'react'
import { Section } from '../../parts/section.tsx'
import { useMay } from '../../session/session.ts'
import { useTexts } from '../../text/use-texts.ts'
import { GroupLanes, type GroupProps } from './group-lanes.tsx'
import { GroupStats } from './group-stats.tsx'
import { useGroupName } from './use-group-name.ts'

interface Props extends GroupProps {
  /** the user wants to act on the whole group */
  readonly onAsk: (kind: 'replay' | 'skip') => void
}

/** Parked lanes of one handler with the same cause, and the actions for all of them. */
export function GroupCard({ group, company, onAsk, onDone, onActed }: Props) {
  const { t } = useTexts()
  const operate = useMay('Operate')
  const [open, setOpen] = useState(false)
  const { error, lanes, people, records } = group
  const name = useGroupName()(group)

  return (
    <Section
      title={name}
      aside={
        operate && (
          <>
            <Button
              icon="refresh"
              design="Emphasized"
              accessibleName={`${t.parked.replayAll(lanes)}: ${name}`}
              onClick={() => onAsk('replay')}
            >
              {t.parked.replayAll(lanes)}
            </Button>
            <Button
              icon="media-forward"
              accessibleName={`${t.parked.skipAll(lanes)}: ${name}`}
              onClick={() => onAsk('skip')}
            >
              {t.parked.skipAll(lanes)}
            </Button>
          </>
        )
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
      <GroupStats group={group} />
      <Button
        design="Transparent"
        icon={open ? 'slim-arrow-down' : 'slim-arrow-right'}
        accessibilityAttributes={{ expanded: open }}
        onClick={() => setOpen(!open)}
      >
        {open ? t.parked.hide : t.parked.show(people, records)}
      </Button>
      {open && <GroupLanes group={group} company={company} onDone={onDone} onActed={onActed} />}
    </Section>
  )
}
