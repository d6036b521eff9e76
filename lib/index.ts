/** The package: `import { defineHandler } from 'sf-event-receiver'`, as from `sf-event-receiver/handler`. */
export * from './handler.ts'
