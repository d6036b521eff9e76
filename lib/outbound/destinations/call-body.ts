import { InvalidCallError } from '../../outcomes.ts'
import type { CallOptions } from './destination.ts'

export interface CallBody {
  readonly body: string | Uint8Array | undefined
  /** its media type; null = there is none */
  readonly type: string | null
}

/** The body as it is sent. Pure. */
export function callBody(name: string, body: CallOptions['body']): CallBody {
  if (body === undefined) return { body, type: null }
  if (typeof body === 'string') return { body, type: 'text/plain;charset=UTF-8' }
  if (body instanceof Uint8Array) return { body, type: 'application/octet-stream' }
  try {
    return { body: JSON.stringify(body), type: 'application/json' }
  } catch {
    const message = `Expected a body that is JSON in a call of "${name}".`
    throw new InvalidCallError('destination_invalid', message)
  }
}
