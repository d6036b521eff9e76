import { setLanguage as setLibraryLanguage } from '@ui5/webcomponents-base/dist/config/Language.js'
import { type ReactNode, useMemo, useState } from 'react'
import { type Language, localeFor, storeLanguage } from '../settings/language.ts'
import type { Texts } from './en.ts'
import { createFormats } from './format.ts'
import { loadTexts } from './load-texts.ts'
import { type Wording, WordingContext } from './use-texts.ts'

interface Props {
  readonly first: { readonly language: Language; readonly texts: Texts }
  readonly children: ReactNode
}

/** Provides the texts, and changes the language without a reload. */
export function WordingProvider({ first, children }: Props) {
  const [{ language, texts }, setCurrent] = useState(first)
  const wording = useMemo<Wording>(
    () => ({
      t: texts,
      f: createFormats(localeFor(language)),
      language,
      setLanguage: (wanted) =>
        void changeTo(wanted).then((loaded) => setCurrent({ language: wanted, texts: loaded })),
    }),
    [language, texts],
  )

  return <WordingContext value={wording}>{children}</WordingContext>
}

async function changeTo(wanted: Language): Promise<Texts> {
  storeLanguage(wanted)
  const loaded = await loadTexts(wanted)
  await setLibraryLanguage(wanted)
  document.documentElement.lang = wanted
  return loaded
}
