/** No lease is longer, on any instance. */
export const MAX_LEASE_SECONDS = 600
