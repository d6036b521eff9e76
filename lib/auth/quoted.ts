/** A name that a caller sent, as a sentence may hold it: cut, and in quotes. */
export function quoted(name: string): string {
  return JSON.stringify(name.slice(0, 200))
}
