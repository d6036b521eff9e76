import { createContext, type ReactNode, use, useCallback, useState } from 'react'
import { useLocation } from 'react-router'

/** Makes a dialog; `close` removes it. */
export type MakeDialog = (close: () => void) => ReactNode

const ShowDialog = createContext<(make: MakeDialog) => void>(() => undefined)

/**
 * Shows the dialogs of rows and cards. A row can disappear from its list at any time. Its dialog and
 * the user's input must not disappear with it. Another page has no dialog.
 */
export function DialogHost({ children }: { readonly children: ReactNode }) {
  const { pathname } = useLocation()
  const [shown, setShown] = useState<{ readonly at: string; readonly dialog: ReactNode }>()
  const show = useCallback(
    (make: MakeDialog) => setShown({ at: pathname, dialog: make(() => setShown(undefined)) }),
    [pathname],
  )
  const dialog = shown?.at === pathname ? shown.dialog : null
  return (
    <ShowDialog value={show}>
      {children}
      {dialog}
    </ShowDialog>
  )
}

/** Opens a dialog that keeps the state of this moment. */
export function useShowDialog(): (make: MakeDialog) => void {
  return use(ShowDialog)
}
