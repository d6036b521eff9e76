interface Waiting<Row> {
  readonly row: Row
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/**
 * Group commit in its shortest form: rows that arrive during a commit are written by the next one.
 * @returns adds one row; resolves when its batch is committed
 */
export function createBatchWriter<Row>(
  write: (rows: readonly Row[]) => Promise<unknown>,
  limits: { readonly writers: number; readonly maxBatch: number },
): (row: Row) => Promise<void> {
  const queue: Waiting<Row>[] = []
  let writing = 0

  async function writeNext(): Promise<void> {
    writing += 1
    const batch = queue.splice(0, limits.maxBatch)
    try {
      await write(batch.map(({ row }) => row))
      for (const { resolve } of batch) resolve()
    } catch (error) {
      for (const { reject } of batch) reject(error as Error)
    }
    writing -= 1
    start()
  }

  function start(): void {
    while (queue.length > 0 && writing < limits.writers) void writeNext()
  }

  return (row) =>
    new Promise((resolve, reject) => {
      queue.push({ row, resolve, reject })
      start()
    })
}
