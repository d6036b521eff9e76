import type { Language } from '../settings/language.ts'
import { en, type Texts } from './en.ts'

/** The texts of a language; English is always there, the others are fetched when they are wanted. */
export async function loadTexts(language: Language): Promise<Texts> {
  return language === 'en' ? en : (await import('./de.ts')).de
}
