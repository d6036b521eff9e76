import path from 'node:path'
import { listenOnLoopback } from '../authorization-server/listen-on-loopback.ts'
import { openAccounts } from './accounts.ts'
import { answerDirectory, createTrouble } from './answer-directory.ts'

export interface LocalDirectoryOptions {
  /** the accounts are in `<dataDir>/local/directory.jsonl` */
  readonly dataDir: string
  /** 0 takes any free port */
  readonly port: number
  /** percentage of calls that fail on purpose; the third attempt succeeds */
  readonly troublePercent: number
  /** delay of a slow answer (ms); default 3,000 */
  readonly slowMs?: number
  /** 0 to 1; default Math.random */
  readonly random?: () => number
}

export interface LocalDirectory {
  /** such as `http://localhost:4006` */
  readonly url: string
  close(): Promise<void>
}

/**
 * Starts the directory of the example handlers, on this machine only. For development. Rejects with
 * `port_in_use`.
 */
export async function startLocalDirectory(options: LocalDirectoryOptions): Promise<LocalDirectory> {
  const { dataDir, port, troublePercent, slowMs = 3_000, random = Math.random } = options
  const listener = await listenOnLoopback(port, 'LOCAL_DIRECTORY_PORT')
  try {
    const accounts = await openAccounts(path.join(dataDir, 'local', 'directory.jsonl'))
    const troubleOf = createTrouble(troublePercent, random)
    listener.answerWith(answerDirectory({ accounts, troubleOf, slowMs }))
    return { url: `http://localhost:${listener.port}`, close: () => listener.close() }
  } catch (error) {
    await listener.close()
    throw error
  }
}
