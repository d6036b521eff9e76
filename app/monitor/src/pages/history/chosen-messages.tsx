import type { Action } from '../../api/shapes.ts'
import { shortType } from '../../parts/event-type.tsx'
import { useTexts } from '../../text/use-texts.ts'

/** Ids that mean nothing to a reader. */
const NOT_SHOWN = new Set(['subjects'])

/** The messages that an action was limited to. */
export function ChosenMessages({ filter }: { readonly filter: Action['filter'] }) {
  const { t, f } = useTexts()
  const { messageIds, messages } = (filter ?? {}) as {
    readonly messageIds?: readonly string[]
    readonly messages?: Readonly<Record<string, unknown>>
  }
  if (messageIds !== undefined) {
    return <span>{t.history.selected(messageIds.length, f.number(messageIds.length))}</span>
  }
  if (messages === undefined) return null
  const statuses: Readonly<Record<string, string>> = t.common.status_
  const shown = Object.entries(messages)
    .filter(([field, value]) => value != null && !NOT_SHOWN.has(field))
    .map(([field, value]) => {
      const text = String(value)
      if (field === 'from') return t.history.since(f.exact(text))
      if (field === 'to') return t.history.until(f.exact(text))
      if (field === 'status') return statuses[text] ?? text
      return field === 'type' ? shortType(text) : text
    })
  return <span>{t.history.matching(shown.join(', '))}</span>
}
