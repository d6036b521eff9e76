/** Stands for a personal value: planted as the value of a key, it must never come back in an error. */
export const MARKER = 'Marker-9f3a71c5'
