import type { Language } from '../settings/language.ts'
import { en, type Texts } from './en.ts'

/** The texts of a language. English is built in; others load on demand. */
export async function loadTexts(language: Language): Promise<Texts> {
  return language === 'en' ? en : (await import('./de.ts')).de
}
