/** A choice of the reader, kept in this browser where that is allowed. */
export function readStored(name: string): string | null {
  try {
    return window.localStorage.getItem(`monitor.${name}`)
  } catch {
    return null
  }
}

export function store(name: string, value: string): void {
  try {
    window.localStorage.setItem(`monitor.${name}`, value)
  } catch {
    // Then it is forgotten with the page.
  }
}
