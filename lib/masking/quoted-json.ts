/** The error of JSON.parse in Node, with up to 40 characters of the text that is no JSON. */
const QUOTED =
  /Unexpected token [\s\S]{1,8}?, (?:\.\.\.)?"[\s\S]{0,64}?"(?:\.\.\.)? is not valid JSON/g

/**
 * Removes the text that an error of JSON.parse quotes. The text is often the answer of another system, with
 * values that are not in the event and so cannot be masked. Pure.
 */
export function withoutQuotedJson(text: string): string {
  return text.replaceAll(QUOTED, 'Unexpected token in a text that is not valid JSON')
}
