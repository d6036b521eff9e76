import { useState } from 'react'
import type { Matching } from './use-selection.ts'

export interface ChosenMessages {
  /** ids of the rows that the user selected */
  readonly ids: readonly string[]
  /** the filter, if the user selected all matches */
  readonly all: Matching | null
}

const NONE: ChosenMessages = { ids: [], all: null }

/** The selection in one list. Another list starts without a selection. */
export function useChosen(
  listKey: string,
): readonly [ChosenMessages, (chosen: ChosenMessages) => void] {
  const [kept, setKept] = useState({ listKey, chosen: NONE })
  if (kept.listKey !== listKey) setKept({ listKey, chosen: NONE })
  return [kept.listKey === listKey ? kept.chosen : NONE, (chosen) => setKept({ listKey, chosen })]
}
