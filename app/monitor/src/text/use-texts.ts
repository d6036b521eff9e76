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

/** The texts in the reader's language, and how numbers and times are written. */
export function useTexts(): Wording {
  const wording = useContext(WordingContext)
  if (wording === null) throw new Error('expected a WordingProvider around the pages')
  return wording
}
