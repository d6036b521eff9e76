/** The frame of a sender's process: one order comes, one result goes, the process ends. */
export function answerOrder<Order, Result>(run: (order: Order) => Promise<Result>): void {
  process.once('message', (order: Order) => {
    run(order).then(
      (result) => process.send?.(result, () => process.exit(0)),
      (error: unknown) => {
        process.stderr.write(`${(error as Error).stack}\n`)
        process.exit(1)
      },
    )
  })
}
