import { maskSecrets } from '../masking/secret-values.ts'

/** The developer's own message: no event has arrived yet, so it cannot quote one. */
export function thrownText(error: unknown): string {
  try {
    return maskSecrets(error instanceof Error ? error.message : String(error))
  } catch {
    return 'something was thrown that cannot be shown'
  }
}
