let leaving = false

/** Redirects to the login, which returns to the current address. */
export function goToLogin(): void {
  if (leaving) return
  leaving = true
  const { pathname, search } = window.location
  window.location.assign(`/monitor/login?return=${encodeURIComponent(pathname + search)}`)
}
