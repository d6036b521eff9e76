import '@ui5/webcomponents-icons/dist/alert.js'
import '@ui5/webcomponents-icons/dist/appointment-2.js'
import '@ui5/webcomponents-icons/dist/disconnected.js'
import '@ui5/webcomponents-icons/dist/duplicate.js'
import '@ui5/webcomponents-icons/dist/error.js'
import '@ui5/webcomponents-icons/dist/inbox.js'
import '@ui5/webcomponents-icons/dist/media-forward.js'
import '@ui5/webcomponents-icons/dist/media-pause.js'
import '@ui5/webcomponents-icons/dist/pending.js'
import '@ui5/webcomponents-icons/dist/process.js'
import '@ui5/webcomponents-icons/dist/refresh.js'
import '@ui5/webcomponents-icons/dist/sys-cancel.js'
import '@ui5/webcomponents-icons/dist/sys-enter-2.js'
import type { DeliveryState, Handler, MessageStatus, SubjectEntry } from '../api/shapes.ts'

export type Tone = 'good' | 'bad' | 'warn' | 'info' | 'plain'

/**
 * The look of a state: each has its own shape besides its colour, so colour is never the only sign.
 */
export interface Look {
  readonly icon: string
  readonly tone: Tone
}

export const MESSAGE_LOOKS: Readonly<Record<MessageStatus, Look>> = {
  FAILED: { icon: 'error', tone: 'bad' },
  RETRY: { icon: 'refresh', tone: 'warn' },
  PROCESSING: { icon: 'process', tone: 'info' },
  NO_HANDLER: { icon: 'disconnected', tone: 'warn' },
  COMPLETED: { icon: 'sys-enter-2', tone: 'good' },
  DISCARDED: { icon: 'duplicate', tone: 'plain' },
  UNDECODABLE: { icon: 'alert', tone: 'bad' },
}

const DELIVERY_LOOKS: Readonly<Record<DeliveryState, Look>> = {
  waiting: { icon: 'pending', tone: 'info' },
  scheduled: { icon: 'appointment-2', tone: 'info' },
  running: { icon: 'process', tone: 'info' },
  retrying: { icon: 'refresh', tone: 'warn' },
  completed: { icon: 'sys-enter-2', tone: 'good' },
  failed: { icon: 'error', tone: 'bad' },
  skipped: { icon: 'media-forward', tone: 'plain' },
  cancelled: { icon: 'sys-cancel', tone: 'plain' },
}

export const SUBJECT_LOOKS: Readonly<Record<SubjectEntry['state'], Look>> = {
  parked: { icon: 'alert', tone: 'bad' },
  retrying: { icon: 'refresh', tone: 'warn' },
  waiting: { icon: 'pending', tone: 'info' },
  scheduled: { icon: 'appointment-2', tone: 'info' },
  idle: { icon: 'sys-enter-2', tone: 'good' },
}

export const HANDLER_LOOKS: Readonly<Record<Handler['state'], Look>> = {
  running: { icon: 'sys-enter-2', tone: 'good' },
  held: { icon: 'media-pause', tone: 'warn' },
  open: { icon: 'alert', tone: 'bad' },
  retired: { icon: 'inbox', tone: 'plain' },
}

const UNKNOWN: Look = { icon: 'pending', tone: 'plain' }

/** A newer service may send a state that this page does not know. */
export function deliveryLook(state: string): Look {
  return DELIVERY_LOOKS[state as DeliveryState] ?? UNKNOWN
}
