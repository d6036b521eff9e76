import { Button } from '@ui5/webcomponents-react/Button'
import { useState } from 'react'
import { useTexts } from '../../text/use-texts.ts'
import type { RefusalGroup } from './group-refusals.ts'
import { RefusalCard } from './refusal-card.tsx'

interface Props {
  readonly groups: readonly RefusalGroup[]
  readonly elsewhere: boolean
  readonly more: boolean
  readonly onSeen: () => Promise<unknown>
}

/** Causes that are marked as seen, on demand. */
export function SeenCauses({ groups, elsewhere, more, onSeen }: Props) {
  const { t } = useTexts()
  const [shown, setShown] = useState(false)
  if (groups.length === 0) return null
  return (
    <>
      <div className="refusals-more">
        <Button design="Transparent" onClick={() => setShown(!shown)}>
          {shown ? t.refused.hideSeen : t.refused.showSeen(groups.length)}
        </Button>
      </div>
      {shown && (
        <div className="refusals">
          {groups.map((group) => (
            <RefusalCard
              key={group.key}
              group={group}
              elsewhere={elsewhere}
              more={more}
              onSeen={onSeen}
            />
          ))}
        </div>
      )}
    </>
  )
}
