const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Whether a URL's host name is this machine, where plain http is allowed outside production. */
export function isLoopback(hostname: string): boolean {
  return loopbackHosts.has(hostname)
}
