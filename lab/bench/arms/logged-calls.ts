import { open } from 'node:fs/promises'

/**
 * Logging was on: there is a line for each call. To be called when the server has ended.
 * @throws Error when lines are missing
 */
export async function checkLogged(logFile: string, calls: number): Promise<void> {
  const file = await open(logFile)
  let lines = 0
  for await (const line of file.readLines()) if (line.includes('"msg":"request"')) lines += 1
  if (lines !== calls) throw new Error(`expected ${calls} lines of calls in the log, got ${lines}`)
}
