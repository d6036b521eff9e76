import { readStored, store } from './stored.ts'

export type Language = 'en' | 'de'

const LANGUAGES: readonly Language[] = ['en', 'de']

/** The chosen language, else the first supported language of the browser. */
export function preferredLanguage(): Language {
  const wanted = [readStored('language'), ...navigator.languages]
  const known = wanted.map((tag) => LANGUAGES.find((language) => tag?.startsWith(language)))
  return known.find((language) => language !== undefined) ?? 'en'
}

/** Locale for dates and numbers: the region of the browser if the language matches. */
export function localeFor(language: Language): string {
  return navigator.languages.find((tag) => tag.startsWith(language)) ?? language
}

export function storeLanguage(language: Language): void {
  store('language', language)
}
