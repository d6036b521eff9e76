import path from 'node:path'
import { listenOnLoopback } from '../authorization-server/listen-on-loopback.ts'
import { openAccounts } from './accounts.ts'
import { answerDirectory, createTrouble } from './answer-directory.ts'

export interface LocalDirectoryOptions {
  /** the accounts are kept in `<dataDir>/local/directory.jsonl` */
  readonly dataDir: string
  /** 0 takes any free one */
  readonly port: number
  /** share of the calls that fail on purpose (percent); each comes through at its third attempt */
  readonly troublePercent: number
  /** how late a slow answer is (ms); default 3,000 */
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
 * Starts the directory that the example handlers write to, reachable from this machine alone.
 * For development only. Rejects with `port_in_use`.
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
