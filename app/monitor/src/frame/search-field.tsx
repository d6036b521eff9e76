import { SearchMessageArea } from '@ui5/webcomponents-react/SearchMessageArea'
import { ShellBarSearch } from '@ui5/webcomponents-react/ShellBarSearch'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { asApiError } from '../api/api-error.ts'
import type { FoundState } from '../pages/found/found-state.ts'
import { useOwnState } from '../session/own-state.ts'
import { useMay } from '../session/session.ts'
import { useTexts } from '../text/use-texts.ts'
import { find } from './find.ts'

/** Takes whatever the operator has, and goes to the one hit or to the list. */
export function SearchField({ slot }: { readonly slot?: string }) {
  const { t } = useTexts()
  const navigate = useNavigate()
  const mayReveal = useMay('Reveal')
  const { own } = useOwnState<FoundState>()
  const [text, setText] = useState('')
  const [searching, setSearching] = useState(false)

  async function search(): Promise<void> {
    const wanted = text.trim()
    if (wanted === '' || searching) return
    setSearching(true)
    try {
      const found = await find(wanted)
      // What was typed may be personal: it travels beside the address, never in it.
      if ('to' in found) await navigate(found.to)
      else await navigate('/found', { state: own({ text: wanted, ...found }) })
      if ('to' in found) setText('')
    } catch (error) {
      // An instance of a class does not survive in the history.
      const { status, code, message, details } = asApiError(error)
      const problem = { status, code, message, details }
      await navigate('/found', { state: own({ text: wanted, problem }) })
    } finally {
      setSearching(false)
    }
  }

  return (
    <ShellBarSearch
      {...(slot === undefined ? {} : { slot })}
      placeholder={t.frame.search}
      accessibleName={t.frame.search}
      value={text}
      fieldLoading={searching}
      showClearIcon
      noTypeahead
      messageArea={
        <SearchMessageArea
          text={t.frame.searchTitle}
          description={
            mayReveal ? t.frame.searchHint : `${t.frame.searchHint} ${t.frame.searchNeedsReveal}`
          }
        />
      }
      onOpen={(event) => nameDialog(event.target, t.frame.search)}
      onInput={(event) => setText(event.target.value)}
      onSearch={() => void search()}
    />
  )
}

/** On a phone the search is a dialog of its own, to which the library gives no name. */
function nameDialog(search: HTMLElement, name: string): void {
  const dialog = search.shadowRoot?.querySelector('#ui5-search-list')
  if (dialog != null) Object.assign(dialog, { accessibleNameRef: undefined, accessibleName: name })
}
