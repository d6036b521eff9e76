import type { DeliveryActionKind } from './delivery-action.ts'

export const DELIVERY_ACTION_KINDS = [
  'replay',
  'edit',
  'rerun',
  'skip',
  'cancel',
  'release',
] as const satisfies readonly DeliveryActionKind[]

export function isDeliveryKind(kind: string): kind is DeliveryActionKind {
  return (DELIVERY_ACTION_KINDS as readonly string[]).includes(kind)
}
