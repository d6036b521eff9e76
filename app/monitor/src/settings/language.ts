import { readStored, store } from './stored.ts'

export type Language = 'en' | 'de'

const LANGUAGES: readonly Language[] = ['en', 'de']

/** The chosen language, else the first of the browser's that there are texts for. */
export function preferredLanguage(): Language {
  const wanted = [readStored('language'), ...navigator.languages]
  const known = wanted.map((tag) => LANGUAGES.find((language) => tag?.startsWith(language)))
  return known.find((language) => language !== undefined) ?? 'en'
}

/** For dates and numbers: the reader's own region where the language is the same. */
export function localeFor(language: Language): string {
  return navigator.languages.find((tag) => tag.startsWith(language)) ?? language
}

export function storeLanguage(language: Language): void {
  store('language', language)
}
