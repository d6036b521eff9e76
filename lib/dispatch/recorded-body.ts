import type { TextMask } from '../masking/mask-text.ts'
import type { CallOptions } from '../outbound/destinations/destination.ts'
import { maskedText } from './attempt-log.ts'

/**
 * A body for storage: JSON with masked personal fields. Other bodies keep their size only, because values
 * without field names may be personal.
 */
export function recordedBody(body: CallOptions['body'], mask: TextMask): string | null {
  if (body === undefined) return null
  if (typeof body === 'object' && !(body instanceof Uint8Array)) {
    const json = jsonOf(body)
    return json === undefined ? '‹no JSON›' : recordedText(json, mask)
  }
  if (body.length === 0) return null
  const text = typeof body === 'string' ? body : textOf(body)
  return text === null ? sizeOf(body) : recordedText(text, mask)
}

function recordedText(text: string, mask: TextMask): string {
  const value = parsed(text)
  if (!hasNames(value)) return sizeOf(text)
  return maskedText(JSON.stringify(mask.data(value)), mask.text)
}

/** Whether each value has a field name for masking. */
function hasNames(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(hasNames)
  return typeof value === 'object' && value !== null
}

function sizeOf(body: string | Uint8Array): string {
  return `‹${Buffer.byteLength(body)} bytes›`
}

function jsonOf(body: object): string | undefined {
  try {
    return JSON.stringify(body)
  } catch {
    return undefined
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
