import { useMutation } from '@tanstack/react-query'

interface Ends {
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Runs the action of a dialog, and closes the dialog after its success. */
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
  })
}
