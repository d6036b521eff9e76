import { isIP } from 'node:net'

/** An IPv4 address that was received over an IPv6 socket. */
const MAPPED = /^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i

/** An IP address as it is stored; null for any other text, which a proxy may have passed on. */
export function callerAddress(given: string | undefined): string | null {
  if (given === undefined) return null
  const [address = ''] = given.split('%', 1)
  return isIP(address) === 0 ? null : address.replace(MAPPED, '').toLowerCase()
}
