/**
 * A connection that was closed because its session lacks a setting. Its text names settings only.
 * For those who use the pool it is an outage, as any connection that cannot be made.
 */
export class UnusableSession extends Error {
  readonly code = 'database_settings'

  constructor(message: string) {
    super(message)
    this.name = 'UnusableSession'
  }
}
