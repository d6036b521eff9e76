/**
 * The environment of this process for a child, with changes.
 * @param changes a string sets the variable, null takes it out
 */
export function childEnvironment(
  changes: Readonly<Record<string, string | null>>,
): Record<string, string> {
  const all: Record<string, string | null | undefined> = { ...process.env, ...changes }
  const kept = Object.entries(all).filter((entry): entry is [string, string] => {
    const [, value] = entry
    return typeof value === 'string'
  })
  return Object.fromEntries(kept)
}

/** Reads one setting of a handler by name: the value given, else the fallback. */
export type ReadSetting = (name: string, fallback: string) => string

/** Settings of handlers come from the environment; an empty value counts as none. */
export const readSetting: ReadSetting = (name, fallback) => process.env[name] || fallback
