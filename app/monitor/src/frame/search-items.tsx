import '@ui5/webcomponents-icons/dist/employee.js'
import '@ui5/webcomponents-icons/dist/email.js'
import { SearchItem } from '@ui5/webcomponents-react/SearchItem'
import type { Suggestion } from './use-suggestions.ts'

interface Props {
  readonly items: readonly Suggestion[]
}

/** Suggestions of the search field: matching ids, or the latest hits. */
export function SearchItems({ items }: Props) {
  return items.map(({ target, text, description, icon }) => (
    <SearchItem
      key={`${target} ${text}`}
      data-target={target}
      text={text}
      description={description}
      icon={icon}
    />
  ))
}
