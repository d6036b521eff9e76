/**
 * `native`: Linux, with a Unix socket and, for root, a user namespace. `portable`: any system, with
 * TCP on loopback and a password.
 */
export type Mode = 'native' | 'portable'

/** @param chosen null = the default of the system */
export function modeOf(chosen: Mode | null, platform: string = process.platform): Mode {
  return chosen ?? (platform === 'linux' ? 'native' : 'portable')
}
