import type { LocalPostgresMode } from '../../config/config.ts'

/** @param chosen null = the default of the system */
export function modeOf(
  chosen: LocalPostgresMode | null,
  platform: string = process.platform,
): LocalPostgresMode {
  return chosen ?? (platform === 'linux' ? 'native' : 'portable')
}
