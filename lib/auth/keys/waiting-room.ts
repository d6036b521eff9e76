/** Calls that wait for the same thing, limited in number and time. */
export interface WaitingRoom {
  /** true = released; false = full, timed out or closed */
  wait(ms: number): Promise<boolean>
  release(): void
  close(): void
}

export function createWaitingRoom(maxWaiting: number): WaitingRoom {
  const leave = new Set<(released: boolean) => void>()
  const empty = (released: boolean) => {
    for (const go of [...leave]) go(released)
  }
  return {
    wait(ms) {
      if (leave.size >= maxWaiting) return Promise.resolve(false)
      return new Promise((resolve) => {
        const go = (released: boolean) => {
          clearTimeout(timer)
          leave.delete(go)
          resolve(released)
        }
        const timer = setTimeout(go, ms, false)
        leave.add(go)
      })
    },
    release: () => empty(true),
    close: () => empty(false),
  }
}
