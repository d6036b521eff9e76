import { DELIVERY_ACTION_KINDS, type DeliveryActionKind } from '../../states.ts'

export function isDeliveryKind(kind: string): kind is DeliveryActionKind {
  return (DELIVERY_ACTION_KINDS as readonly string[]).includes(kind)
}
