/** Reads one setting of a handler by name: the value given, else the fallback. */
export type ReadSetting = (name: string, fallback: string) => string

/** Settings of handlers come from the environment; an empty value counts as none. */
export const readSetting: ReadSetting = (name, fallback) => process.env[name] || fallback
