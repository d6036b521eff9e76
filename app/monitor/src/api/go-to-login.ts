let leaving = false

/** Leaves for the login, and comes back to where it was. */
export function goToLogin(): void {
  if (leaving) return
  leaving = true
  const { pathname, search } = window.location
  window.location.assign(`/monitor/login?return=${encodeURIComponent(pathname + search)}`)
}
