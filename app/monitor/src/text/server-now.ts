import { useNow } from './now.ts'

/** The last time that an answer named, and how far this clock was ahead of it when it came (ms). */
let told = { at: '', ahead: 0 }

/** The time of day by the clock of the service, which said in an answer what time it was. */
export function useServerNow(at: string): number {
  const now = useNow()
  if (told.at !== at) told = { at, ahead: Date.now() - Date.parse(at) }
  return Math.max(Date.parse(at), now - told.ahead)
}
