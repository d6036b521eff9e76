import '@ui5/webcomponents-icons/dist/slim-arrow-down.js'
import '@ui5/webcomponents-icons/dist/slim-arrow-right.js'
import { useMemo, useRef, useState } from 'react'
import type { ParkedGroup } from '../../api/monitor-shapes.ts'
import type { DeliveryActionKind, Lane, Page } from '../../api/shapes.ts'
import { useGet } from '../../api/use-get.ts'
import { useHeld } from '../../live/use-held.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { useTexts } from '../../text/use-texts.ts'
import { LaneTable } from './lane-table.tsx'

const LIMIT = 200

export interface GroupProps {
  readonly group: ParkedGroup
  /** the selected company; '' = all */
  readonly company: string
  readonly onDone: () => void
  readonly onActed: (kind: DeliveryActionKind, actionId: string) => void
}

/** The lanes of a group, with actions for each. */
export function GroupLanes({ group, company, onDone, onActed }: GroupProps) {
  const { t } = useTexts()
  const region = useRef<HTMLDivElement>(null)
  const [acted, setActed] = useState(false)
  const lanes = useGet<Page<Lane>>('/lanes', {
    status: 'parked',
    handler: group.handler,
    reasonCode: group.reasonCode ?? undefined,
    company,
    limit: LIMIT,
  })
  const { data } = lanes
  const items = useMemo(
    () => data?.items.filter((lane) => isOf(group, lane)) ?? NONE,
    [data, group],
  )
  // A lane that continues stays in the list with its result.
  const held = useHeld(items, region, {
    hold: acted,
    resetKey: String(lanes.data === undefined),
    keyOf,
  })
  const done = () => {
    setActed(true)
    onDone()
  }
  return (
    <div className="parked-lanes" ref={region}>
      <Loaded resource={lanes}>
        {({ next }) => (
          <>
            <LaneTable lanes={held.shown} onDone={done} onActed={onActed} />
            {next !== null && <p className="muted">{t.parked.moreLanes}</p>}
          </>
        )}
      </Loaded>
    </div>
  )
}

const NONE: readonly Lane[] = []

const keyOf = ({ subject }: Lane) => subject?.id ?? ''

/** The grouping rule: errors are equal if only their numbers differ. */
function isOf({ cause }: ParkedGroup, { head }: Lane): boolean {
  return cause === (head?.error?.message?.replaceAll(/[0-9]+/g, '#') ?? null)
}
