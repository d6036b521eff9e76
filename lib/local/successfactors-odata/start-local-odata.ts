import { listenOnLoopback } from '../authorization-server/listen-on-loopback.ts'
import { answerOData, type ODataTrouble } from './answer-odata.ts'
import type { StoredRow, StoredRows } from './stored-rows.ts'

export interface LocalODataOptions {
  /** 0 takes any free one */
  readonly port: number
  /** what is stored for who asks this */
  readonly rows: (url: URL) => StoredRows
  readonly isSeen?: (row: StoredRow) => boolean
  readonly trouble?: () => ODataTrouble | null
  readonly now?: () => Date
}

export interface LocalOData {
  /** such as `http://localhost:4007`; the service is at `/odata/v2` behind it */
  readonly url: string
  close(): Promise<void>
}

/**
 * Starts what stands in for SuccessFactors' OData, reachable from this machine alone, without a login.
 * For development only. Rejects with `port_in_use`.
 */
export async function startLocalOData(options: LocalODataOptions): Promise<LocalOData> {
  const { port, rows } = options
  const { isSeen = () => true, trouble = () => null, now = () => new Date() } = options
  const listener = await listenOnLoopback(port, 'LOCAL_ODATA_PORT')
  listener.answerWith(answerOData({ rows, isSeen, trouble, now }))
  return { url: `http://localhost:${listener.port}`, close: () => listener.close() }
}
