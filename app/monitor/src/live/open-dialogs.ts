import { useSyncExternalStore } from 'react'

let open = 0
const listeners = new Set<() => void>()

/** Counts a dialog until the returned function is called. */
export function countDialog(): () => void {
  change(1)
  return () => change(-1)
}

/** A dialog covers the page. The lists below it keep their rows: the dialog may belong to one. */
export function useHasDialog(): boolean {
  return useSyncExternalStore(subscribe, () => open > 0)
}

function change(by: number): void {
  open += by
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
