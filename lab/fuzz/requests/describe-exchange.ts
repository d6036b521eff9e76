import type { Exchange } from './exchange.ts'

const MOST_CHARACTERS = 3_000

/** An exchange for a report: bytes as text where they are text, tokens only by how they are made. */
export function asText(exchange: Exchange): string {
  const text = JSON.stringify(exchange, (_name, value: unknown) => readable(value))
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}… (cut)` : text
}

/** Buffers arrive here as JSON.stringify has them. */
function readable(value: unknown): unknown {
  const { type, data } = (value ?? {}) as { type?: unknown; data?: unknown }
  if (type !== 'Buffer' || !Array.isArray(data)) return value
  const bytes = Buffer.from(data as number[])
  const text = bytes.toString('utf8')
  return Buffer.from(text).equals(bytes) ? text : { base64: bytes.toString('base64') }
}
