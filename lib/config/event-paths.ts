import type { Config } from './config.ts'

/** Every path that takes events: those of the event connector, and that of Event Hub where it is bound. */
export function eventPaths({
  ingestPaths,
  eventHub,
}: Pick<Config, 'ingestPaths' | 'eventHub'>): string[] {
  return eventHub === null ? [...ingestPaths] : [...ingestPaths, eventHub.path]
}
