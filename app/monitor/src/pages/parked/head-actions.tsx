import { useState } from 'react'
import { DeliveryActions } from '../../actions/delivery-actions.tsx'
import { deliveryPath } from '../../api/paths.ts'
import type { DeliveryActionKind, DeliveryDetail, Lane } from '../../api/shapes.ts'
import { useGet } from '../../api/use-get.ts'

interface Props {
  readonly head: NonNullable<Lane['head']>
  readonly handler: string
  readonly about: string
  readonly onDone: () => void
  readonly onActed: (kind: DeliveryActionKind, actionId: string) => void
}

/**
 * What can be done with the head of a parked lane. Once something is done it is followed by itself:
 * a lane that goes on is gone from the list, and its row shows what came of it.
 */
export function HeadActions({ head, handler, about, onDone, onActed }: Props) {
  const [acted, setActed] = useState(false)
  const path = deliveryPath({ ...head, handler })
  const { data } = useGet<DeliveryDetail>(acted ? path : null)
  const done = () => {
    setActed(true)
    onDone()
  }
  return (
    <DeliveryActions
      delivery={
        data === undefined ? { ...head, handler, open: true, leaseEnded: false } : counted(data)
      }
      about={about}
      onDone={done}
      onActed={onActed}
      compact
    />
  )
}

/** With the number of its attempts, as lists have it. */
function counted({ attempts, ...delivery }: DeliveryDetail) {
  return { ...delivery, attempts: attempts.at(-1)?.number ?? 0 }
}
