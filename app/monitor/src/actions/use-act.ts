import { useMutation } from '@tanstack/react-query'
import { reloadShown } from '../api/reloads.ts'

interface Ends {
  readonly onDone: () => void
  readonly onClose: () => void
}

/**
 * Runs the action of a dialog, and closes the dialog after its success. If the state does not allow
 * the action, the page shows an older state: it reloads.
 */
export function useAct<Input = void>(
  act: (input: Input) => Promise<unknown>,
  { onDone, onClose }: Ends,
) {
  return useMutation({
    mutationFn: act,
    onSuccess() {
      onDone()
      onClose()
    },
    onError({ status }) {
      if (status === 409) reloadShown()
    },
  })
}
