/** The service, or the issuer, refused what was asked of it or could not be reached. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered'
  /** the service's own code, else `not_reached` or `not_done` */
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
