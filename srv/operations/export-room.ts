import { RequestRefusal } from './request-refusal.ts'

/** Exports at a time on this instance. */
const MAX_EXPORTS = 2

/** Admits a few exports at a time. */
export interface ExportRoom {
  /** @returns leaves the room; @throws RequestRefusal if it is full */
  enter(): () => void
}

export function createExportRoom(): ExportRoom {
  let running = 0
  return {
    enter() {
      if (running >= MAX_EXPORTS) throw busy()
      running += 1
      return () => {
        running -= 1
      }
    },
  }
}

function busy(): RequestRefusal {
  return new RequestRefusal(
    503,
    'queue_full',
    `expected at most ${MAX_EXPORTS} exports at a time, others run: try again later`,
    undefined,
    30,
  )
}
