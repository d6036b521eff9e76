/** Memory of a process after garbage collection. */
export interface MemoryPoint {
  /** inputs so far */
  readonly inputs: number
  readonly heapMb: number
  readonly rssMb: number
}

const MB = 1024 * 1024
/** A young object may need a second collection to release its references. */
const COLLECTIONS = 3

/** Needs `--expose-gc`. */
export async function memoryPoint(inputs: number): Promise<MemoryPoint> {
  for (let round = 0; round < COLLECTIONS; round++) {
    globalThis.gc?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  const { heapUsed, rss } = process.memoryUsage()
  return { inputs, heapMb: heapUsed / MB, rssMb: rss / MB }
}
