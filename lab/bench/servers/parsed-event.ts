/** What the hand-written receiver takes out of a message. */
export interface ParsedEvent {
  readonly eventId: string
  readonly type: string
  readonly userId: string | null
}
