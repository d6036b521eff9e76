import type { DomainEvent } from '../events/event.ts'

/** Shorter values are too common to be told from ordinary text. */
const MIN_LENGTH = 3
/** Both parts are bounded and the first starts at a boundary: the cost stays linear. */
const MAIL = /(?<![^\s<>"'(),;:])[^\s<>"'(),;:@]{1,64}@[^\s<>"'(),;:@]{1,255}/g

/**
 * A masker for what a handler says about an event: values of its keys and parameters become their
 * names, mail addresses become a mark. What it stores is shown in the monitor and kept with the
 * attempt, where no readable key of a person may stand.
 */
export function maskerFor(event: DomainEvent): (text: string) => string {
  const named = [...event.keys, ...event.params]
    .filter(({ value }) => value.length >= MIN_LENGTH)
    .sort((a, b) => b.value.length - a.value.length)
  return (text) => {
    let masked = text
    for (const { name, value } of named) masked = masked.replaceAll(value, `‹${name}›`)
    return masked.replace(MAIL, '‹mail›')
  }
}
