/** The package: `import { createReceiver, defineHandler } from 'sf-event-receiver'`. */
export * from '../lib/handler.ts'
export { createReceiver, type Receiver, type ReceiverOptions } from './receiver.ts'
