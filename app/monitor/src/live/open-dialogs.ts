import { useSyncExternalStore } from 'react'
import { createListeners } from './listeners.ts'

let open = 0
const listeners = createListeners()

/** Counts a dialog until the returned function is called. */
export function countDialog(): () => void {
  change(1)
  return () => change(-1)
}

/** A dialog covers the page. The lists below it keep their rows: the dialog may belong to one. */
export function useHasDialog(): boolean {
  return useSyncExternalStore(listeners.add, () => open > 0)
}

function change(by: number): void {
  open += by
  listeners.tell()
}
