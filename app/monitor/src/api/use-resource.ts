import { useCallback, useRef, useSyncExternalStore } from 'react'
import { reload, type Snapshot, snapshotOf, type WatchOptions, watch } from './resource-store.ts'

export interface Resource<Data> extends Snapshot<Data> {
  readonly reload: () => Promise<void>
}

/** Something of the service, loaded once for all that show it. Without a key nothing is loaded. */
export function useResource<Data>(
  key: string | null,
  load: (signal: AbortSignal) => Promise<Data>,
  { once = false }: WatchOptions = {},
): Resource<Data> {
  const latest = useRef(load)
  latest.current = load
  const subscribe = useCallback(
    (listener: () => void) =>
      key === null
        ? () => undefined
        : watch(key, (signal) => latest.current(signal), listener, { once }),
    [key, once],
  )
  const snapshot = useSyncExternalStore(subscribe, () => snapshotOf<Data>(key))
  const again = useCallback(() => (key === null ? Promise.resolve() : reload(key)), [key])
  return { ...snapshot, reload: again }
}
