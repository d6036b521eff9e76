import type { ShellBarSearchDomRef } from '@ui5/webcomponents-react/ShellBarSearch'
import { ShellBarSearch } from '@ui5/webcomponents-react/ShellBarSearch'
import { useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { asApiError } from '../api/api-error.ts'
import type { FoundState } from '../pages/found/found-state.ts'
import { useOwnState } from '../session/own-state.ts'
import { useTexts } from '../text/use-texts.ts'
import { find } from './find.ts'
import { SearchHint } from './search-hint.tsx'
import { SearchItems } from './search-items.tsx'
import { useItemChoice } from './use-item-choice.ts'
import { useSearchShortcut } from './use-search-shortcut.ts'
import { useSuggestions } from './use-suggestions.ts'

/** Searches for any id and opens the one match or the list of matches. */
export function SearchField({ slot }: { readonly slot?: string }) {
  const { t } = useTexts()
  const navigate = useNavigate()
  const { own } = useOwnState<FoundState>()
  const [text, setText] = useState('')
  const [searching, setSearching] = useState(false)
  const field = useRef<ShellBarSearchDomRef>(null)
  const suggestions = useSuggestions(text.trim())
  useSearchShortcut(field)

  useItemChoice(field, (target) => void open(target))

  async function open(target: string): Promise<void> {
    setText('')
    await navigate(target)
    await suggestions.keep(target)
  }

  async function search(): Promise<void> {
    const wanted = text.trim()
    if (wanted === '' || searching) return
    setSearching(true)
    try {
      const found = await find(wanted)
      // The input may be personal, so it travels beside the address and never in it.
      if ('to' in found) await open(found.to)
      else await navigate('/found', { state: own({ text: wanted, ...found }) })
    } catch (error) {
      // The browser's history cannot store class instances.
      const { status, code, message, details } = asApiError(error)
      const problem = { status, code, message, details }
      await navigate('/found', { state: own({ text: wanted, problem }) })
    } finally {
      setSearching(false)
    }
  }

  return (
    <ShellBarSearch
      ref={field}
      {...(slot === undefined ? {} : { slot })}
      placeholder={t.frame.search}
      accessibleName={t.frame.search}
      value={text}
      fieldLoading={searching}
      showClearIcon
      noTypeahead
      {...(suggestions.items.length === 0 && { messageArea: <SearchHint /> })}
      onOpen={(event) => nameDialog(event.target, t.frame.search)}
      onInput={(event) => setText(event.target.value)}
      autoOpen={suggestions.items.length > 0}
      onSearch={() => void search()}
    >
      <SearchItems items={suggestions.items} />
    </ShellBarSearch>
  )
}

/** On a phone the search is a separate dialog, and the library gives it no name. */
function nameDialog(search: HTMLElement, name: string): void {
  const dialog = search.shadowRoot?.querySelector('#ui5-search-list')
  if (dialog != null) Object.assign(dialog, { accessibleNameRef: undefined, accessibleName: name })
}
