import type { DeliveryKey } from '../../lib/store/record/started-delivery.ts'
import type { Instance } from './instance.ts'

export function pick<Of>(list: readonly Of[], index: number): Of {
  return list[index % list.length] as Of
}

export function compareKeys(what: string, got: readonly string[], wanted: readonly string[]): void {
  const [is, should] = [got, wanted].map((keys) => [...keys].sort().join(' '))
  if (is !== should) throw new Error(`${what} ${is}, expected ${should}`)
}

export function namesOf(instance: Instance): Set<string> {
  return new Set(instance.handlers.map(({ name }) => name))
}

export function keyOf({ messageId, ordinal, handlerId, run }: DeliveryKey): string {
  return `${messageId}:${ordinal}:${handlerId}:${run}`
}

export function toKey(key: string): DeliveryKey {
  const [messageId, ordinal, handlerId, run] = key.split(':') as [string, string, string, string]
  return {
    messageId,
    ordinal: Number(ordinal),
    handlerId: Number(handlerId),
    run: Number(run),
  }
}
