import { useState } from 'react'
import { DeliveryActions } from '../../actions/delivery-actions.tsx'
import { deliveryOfHead } from '../../actions/delivery-of-head.ts'
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
 * The actions for the first delivery of a parked lane. The row then shows the result, because a
 * lane that continues disappears from the list.
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
      delivery={data ?? deliveryOfHead(head, handler)}
      about={about}
      onDone={done}
      onActed={onActed}
      compact
    />
  )
}
