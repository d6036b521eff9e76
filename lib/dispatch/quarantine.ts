/**
 * Lets a suspect run alone: a delivery that processes in a row did not survive may be what ends them,
 * and what runs beside it would be suspected next.
 */
export interface Quarantine {
  /** A suspect waits to run alone, or does: nothing new may start. */
  active(): boolean
  /**
   * Resolves when nothing else runs any more. @returns what ends it; null = another suspect is
   * there already, and this one has to be given back before that one runs
   */
  enter(): Promise<(() => void) | null>
  /** Something ended: it may be the suspect's turn. */
  look(): void
}

/** @param others how many runs there are beside the suspect's */
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
      // What was claimed together with it is started, and counted, first.
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
