/** Functions to call after a change. */
export function createListeners() {
  const listeners = new Set<() => void>()
  return {
    /** @returns a function that removes the listener */
    add(listener: () => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    tell(): void {
      for (const listener of listeners) listener()
    },
  }
}
