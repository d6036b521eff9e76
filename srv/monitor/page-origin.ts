import type { IncomingMessage } from 'node:http'
import { ReceiverError } from '../../lib/errors.ts'
import { isLoopback } from '../../lib/http/loopback.ts'

/** Where the page is reached: as configured, else on this machine. A Host header decides nothing else. */
export function pageOrigin({ headers }: IncomingMessage, publicUrl: string | null): string {
  if (publicUrl !== null) return publicUrl
  const url = URL.parse(`http://${headers.host ?? ''}`)
  if (url !== null && isLoopback(url.hostname)) return url.origin
  throw new ReceiverError(
    'config_invalid',
    'Expected the address of the page, it is not known outside of this machine. Set PUBLIC_URL.',
  )
}
