/** How long something without an event id can be recognised as a repeat (ms). */
export interface RepeatWindows {
  /** a whole body with a time of publication, or of contract V1 */
  readonly bodyMs: number
  /** a record that equals the latest one of its lane, from receipt to receipt */
  readonly recordMs: number
}
