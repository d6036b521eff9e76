import { hash } from 'node:crypto'
import { ReceiverError } from '../../errors.ts'
import type { NamedValue } from '../event.ts'
import type { CloudEventData } from './data.ts'

/** A CloudEvent 1.0 in either mode of the HTTP binding. */
export interface CloudEvent {
  /** decoded context attributes, in order */
  readonly attributes: readonly NamedValue[]
  readonly data: CloudEventData
  /** members beside the data that Event Hub wrapped; null = none */
  readonly beside: readonly NamedValue[] | null
}

const REQUIRED = ['specversion', 'id', 'source', 'type'] as const
const SUPPORTED = /^1\.\d{1,3}$/
/** Longer keys are hashed: database indexes refuse rows of a few kilobytes. */
const LONGEST_ID = 1_000

export function attributeOf({ attributes }: CloudEvent, wanted: string): string | null {
  const value = attributes.find(({ name }) => name === wanted)?.value ?? ''
  return value === '' ? null : value
}

/** @throws ReceiverError `cloudevent_invalid` */
export function checkRequired(event: CloudEvent): void {
  const missing = REQUIRED.filter((name) => attributeOf(event, name) === null)
  if (missing.length > 0) {
    throw invalid(
      `Expected a CloudEvent with ${REQUIRED.join(', ')}, got none for ${missing.join(', ')}; let the sender set them`,
    )
  }
  if (!SUPPORTED.test(attributeOf(event, 'specversion') ?? '')) {
    throw invalid(
      'Expected a CloudEvent of specversion 1.0, got another one; let the sender use 1.0',
    )
  }
}

/**
 * The identity of a CloudEvent: source and id, separated by `
 * `. A URI contains no `
 * `; one in the source is percent-encoded.
 */
export function eventIdOf(event: CloudEvent): string {
  const source = (attributeOf(event, 'source') ?? '').replaceAll('|', '%7C')
  const id = `${source}|${attributeOf(event, 'id') ?? ''}`
  return id.length <= LONGEST_ID ? id : `sha256:${hash('sha256', id, 'hex')}`
}

export function invalid(message: string): ReceiverError {
  return new ReceiverError('cloudevent_invalid', message)
}
