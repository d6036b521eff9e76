import { createContext, useContext } from 'react'
import type { Language } from '../settings/language.ts'
import type { Texts } from './en.ts'
import type { Formats } from './format.ts'

export interface Wording {
  readonly t: Texts
  readonly f: Formats
  readonly language: Language
  readonly setLanguage: (language: Language) => void
}

export const WordingContext = createContext<Wording | null>(null)

/** The texts in the user's language, and the formats of numbers and times. */
export function useTexts(): Wording {
  const wording = useContext(WordingContext)
  if (wording === null) throw new Error('expected a WordingProvider around the pages')
  return wording
}
