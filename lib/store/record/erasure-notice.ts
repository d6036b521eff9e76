/**
 * The format of the messages by which the service tells handlers of an erasure. No sender can choose it.
 */
export const NOTICE_FORMAT = 'forgotten'

/** SQL that is true for such a message. @param message alias of its table */
export function isNotice(message: string): string {
  return `coalesce(${message}.format = '${NOTICE_FORMAT}', false)`
}
