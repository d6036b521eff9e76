import type { Texts } from '../../text/en.ts'
import type { Formats } from '../../text/format.ts'
import type { Selection } from './use-selection.ts'

/** The number of selected messages in words; null = none. */
export function selectionTitle(
  { ids, all }: Pick<Selection, 'ids' | 'all'>,
  { t, f }: { readonly t: Texts; readonly f: Formats },
): string | null {
  if (all !== null) {
    const count = f.number(all.count)
    return all.atLeast ? t.messages.allSelectedAtLeast(count) : t.messages.allSelected(count)
  }
  return ids.length === 0 ? null : t.messages.selected(f.number(ids.length))
}
