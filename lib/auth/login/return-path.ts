/** The start page of the monitor. */
export const MONITOR_PATH = '/monitor/'

/**
 * A path of the monitor with a query: no scheme, no host, nothing that a browser reads as one
 * (CWE-601).
 */
const PATH = /^\/monitor(\/[A-Za-z0-9._~,-]+)*\/?(\?[A-Za-z0-9._~%&=+:-]*)?$/
const MAX_CHARACTERS = 1_000

/** The page to show after the login; any other path becomes the start page. */
export function returnPath(wanted: unknown): string {
  if (typeof wanted !== 'string' || wanted.length > MAX_CHARACTERS) return MONITOR_PATH
  return PATH.test(wanted) && !wanted.includes('/..') && !wanted.includes('/./')
    ? wanted
    : MONITOR_PATH
}
