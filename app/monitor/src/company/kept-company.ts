import { useSyncExternalStore } from 'react'
import { readStored, store } from '../settings/stored.ts'

const NAME = 'company'
const listeners = new Set<() => void>()
let kept = readStored(NAME) ?? ''

/** The selected company, also on pages without it in their address; '' = all. */
export function useKeptCompany(): string {
  return useSyncExternalStore(subscribe, () => kept)
}

export function keepCompany(company: string): void {
  if (company === kept) return
  kept = company
  store(NAME, company)
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
