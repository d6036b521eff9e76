import type { KeyStore } from './key-store.ts'

export interface KeyChangesOptions {
  readonly store: Pick<KeyStore, 'lastChange' | 'changesAfter'>
  /** null = any key may have changed: the changes were deleted before this instance has read them */
  readonly onChanged: (ids: readonly string[] | null) => void
  /** called for each failed poll */
  readonly onFailure: (error: unknown) => void
}

/** Follows the changes that other instances make to the states of keys. */
export interface KeyChanges {
  /** Reads the changes now. */
  poll(): Promise<void>
  /** The last poll failed. */
  isAway(): boolean
  close(): void
}

/** A destroyed key leaves all instances within a second. */
const POLL_MS = 500
const MAX_CHANGES = 1_000
/** Changes that the store keeps. An instance that has missed more drops all its keys. */
export const KEPT_CHANGES = 10_000

export async function followKeyChanges(options: KeyChangesOptions): Promise<KeyChanges> {
  const { store, onChanged, onFailure } = options
  let seen = await store.lastChange()
  let away = false
  let polling: Promise<void> | null = null

  async function read(): Promise<void> {
    try {
      for (;;) {
        const changes = await store.changesAfter(seen, MAX_CHANGES)
        away = false
        if (changes === null) {
          seen = await store.lastChange()
          onChanged(null)
          continue
        }
        seen = changes.at(-1)?.sequence ?? seen
        if (changes.length > 0) onChanged(changes.map(({ id }) => id))
        if (changes.length < MAX_CHANGES) return
      }
    } catch (error) {
      away = true
      throw error
    }
  }

  function poll(): Promise<void> {
    polling ??= read().finally(() => {
      polling = null
    })
    return polling
  }

  const timer = setInterval(() => poll().catch(onFailure), POLL_MS).unref()
  return { poll, isAway: () => away, close: () => clearInterval(timer) }
}
