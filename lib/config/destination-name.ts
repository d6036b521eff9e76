import { InvalidCallError } from '../outcomes.ts'

/** What a destination may be called: the SDK puts the name into addresses as it is. */
export const DESTINATION_NAME = /^[A-Za-z0-9_-]{1,200}$/

/** @throws InvalidCallError destination_invalid */
export function checkDestinationName(name: unknown): void {
  if (typeof name === 'string' && DESTINATION_NAME.test(name)) return
  const expected = 'Expected the name of a destination: letters, digits, - and _, at most 200.'
  throw new InvalidCallError('destination_invalid', expected)
}
