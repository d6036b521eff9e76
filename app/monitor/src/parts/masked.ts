/** Whether a text contains the placeholder of a masked value, such as `‹type›`. */
export function isMasked(text: string): boolean {
  return text.includes('‹')
}
