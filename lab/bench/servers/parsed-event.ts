/** The fields that the hand-written receiver reads from a message. */
export interface ParsedEvent {
  readonly eventId: string
  readonly type: string
  readonly userId: string | null
}
