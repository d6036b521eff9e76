/**
 * Runs a suspect delivery alone: several processes in a row died while running it. Deliveries beside it
 * would become suspects too.
 */
export interface Quarantine {
  /** A suspect runs alone or waits to: start nothing new. */
  active(): boolean
  /**
   * Resolves when nothing else runs. @returns the function that ends the quarantine; null = another suspect
   * came first, so release this one
   */
  enter(): Promise<(() => void) | null>
  /** Call it after the end of a run: the suspect may start now. */
  look(): void
}

/** @param others number of other runs */
export function createQuarantine(others: () => number): Quarantine {
  let occupied = false
  let begin: () => void = () => undefined

  function look(): void {
    if (occupied && others() === 0) begin()
  }

  return {
    active: () => occupied,
    async enter() {
      if (occupied) return null
      occupied = true
      const alone = new Promise<void>((resolve) => {
        begin = resolve
      })
      // Deliveries of the same claim start first and count.
      await Promise.resolve()
      look()
      await alone
      return () => {
        occupied = false
      }
    },
    look,
  }
}
