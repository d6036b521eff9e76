/** SAP's own libraries allow the same for clocks that differ. */
export const CLOCK_TOLERANCE_SECONDS = 60
