/** A choice of the user, stored in the browser if allowed. */
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
    // If storage is blocked, the choice lasts as long as the page.
  }
}
