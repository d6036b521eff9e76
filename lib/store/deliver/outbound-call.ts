/** A call that an attempt made, as it is kept. */
export interface OutboundCall {
  /** ms since the attempt started */
  readonly afterMs: number
  /** null = it was not answered when the attempt ended */
  readonly durationMs: number | null
  readonly destination: string
  readonly method: string
  /** masked; of the query the names alone */
  readonly path: string
  /** null = no answer came */
  readonly status: number | null
  /** code of what went wrong */
  readonly error: string | null
  /** bodies, masked and cut; null = not asked for, or none */
  readonly sent: string | null
  readonly received: string | null
}
