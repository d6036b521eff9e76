export interface BatchLimits {
  readonly maxBatch: number
  /** a batch is full at this many bytes, by `sizeOf` */
  readonly maxBatchBytes: number
  /**
   * Most work of a batch, by `workOf`. A larger item is written alone, by one writer at a time; small
   * items may overtake it through the other writers.
   */
  readonly maxBatchWork: number
}

interface Sized {
  readonly bytes: number
  readonly work: number
}

export function isLarge({ work }: Sized, { maxBatchWork }: BatchLimits): boolean {
  return work > maxBatchWork
}

/** Takes the next small items, or one large item, out of the waiting ones. */
export function takeBatch<Entry extends Sized>(
  waiting: Entry[],
  limits: BatchLimits,
  isLargeUnderWay: boolean,
): Entry[] {
  const batch: Entry[] = []
  let bytes = 0
  let work = 0
  for (let at = 0; at < waiting.length && batch.length < limits.maxBatch; ) {
    const entry = waiting[at] as Entry
    if (isLarge(entry, limits) && isLargeUnderWay) {
      at += 1
      continue
    }
    const isFull = bytes >= limits.maxBatchBytes || work + entry.work > limits.maxBatchWork
    if (batch.length > 0 && isFull) break
    waiting.splice(at, 1)
    batch.push(entry)
    bytes += entry.bytes
    work += entry.work
    if (isLarge(entry, limits)) break
  }
  return batch
}
