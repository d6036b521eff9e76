/** Arguments of the service's process that only `npm run dev` gives. */
export interface DevelopmentArguments {
  readonly values: 'masked' | 'unmasked'
  readonly isDebugging: boolean
}

export const DEVELOPMENT = {
  masked: '--report=masked',
  unmasked: '--report=unmasked',
  debugging: '--without-time-limits',
} as const

/**
 * Reads the arguments of `npm run dev`. They are ignored in production, and without a parent that
 * gets the reports.
 */
export function readDevelopment(production: boolean): DevelopmentArguments | null {
  const { argv } = process
  if (production || process.send === undefined) return null
  const values = (['masked', 'unmasked'] as const).find((one) => argv.includes(DEVELOPMENT[one]))
  return values === undefined ? null : { values, isDebugging: argv.includes(DEVELOPMENT.debugging) }
}
