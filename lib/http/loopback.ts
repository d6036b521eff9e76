const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Whether a host name is this machine, for which plain http is allowed outside production. */
export function isLoopback(hostname: string): boolean {
  return loopbackHosts.has(hostname)
}
