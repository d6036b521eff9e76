import type { LocalPostgresMode } from '../../config/config.ts'
import { ReceiverError } from '../../errors.ts'

/** @param chosen null = the default of the system. Errors: config_invalid. */
export function modeOf(
  chosen: LocalPostgresMode | null,
  platform: string = process.platform,
): LocalPostgresMode {
  if (chosen === 'native' && platform !== 'linux') {
    throw new ReceiverError(
      'config_invalid',
      `LOCAL_POSTGRES: expected portable on ${platform}, got native, which needs Linux`,
    )
  }
  return chosen ?? (platform === 'linux' ? 'native' : 'portable')
}
