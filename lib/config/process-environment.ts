/**
 * The environment of a child process.
 * @param changes a string sets a variable, null removes it
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

/** Reads a setting of a handler: the value, else the fallback. */
export type ReadSetting = (name: string, fallback: string) => string

/** Settings come from the environment; an empty value counts as absent. */
export const readSetting: ReadSetting = (name, fallback) => process.env[name] || fallback

const WINDOWS_VARIABLES = ['SystemRoot', 'windir', 'ComSpec', 'PATHEXT', 'Path', 'TEMP', 'TMP']

/** The variables that every program of Windows needs. Windows ignores their case. */
export function windowsEnvironment(): Record<string, string> {
  const all = WINDOWS_VARIABLES.map((name) => [name, process.env[name]])
  return Object.fromEntries(all.filter(([, value]) => value !== undefined))
}
