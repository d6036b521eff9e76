import { useSyncExternalStore } from 'react'
import { createListeners } from '../live/listeners.ts'
import { readStored, store } from '../settings/stored.ts'

const NAME = 'company'
const listeners = createListeners()
let kept = readStored(NAME) ?? ''

/** The selected company, also on pages without it in their address; '' = all. */
export function useKeptCompany(): string {
  return useSyncExternalStore(listeners.add, () => kept)
}

export function keepCompany(company: string): void {
  if (company === kept) return
  kept = company
  store(NAME, company)
  listeners.tell()
}
