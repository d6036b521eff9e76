import { SearchMessageArea } from '@ui5/webcomponents-react/SearchMessageArea'
import { useMay } from '../session/session.ts'
import { useTexts } from '../text/use-texts.ts'

/** Lists the inputs that the search field accepts. */
export function SearchHint({ slot }: { readonly slot?: string }) {
  const { t } = useTexts()
  const mayReveal = useMay('Reveal')
  const { searchTitle, searchHint, searchNeedsReveal } = t.frame
  return (
    <SearchMessageArea
      {...(slot === undefined ? {} : { slot })}
      text={searchTitle}
      description={mayReveal ? searchHint : `${searchHint} ${searchNeedsReveal}`}
    />
  )
}
