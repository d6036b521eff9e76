export const serverPort = 5432

const defaults: Readonly<Record<string, string>> = {
  // Durable: an acknowledged event is on disk.
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  // No TCP: whoever can open the socket is let in, and its folder is ours alone.
  listen_addresses: '',
  unix_socket_permissions: '0700',
  shared_buffers: '128MB',
  max_connections: '50',
  max_wal_size: '1GB',
  wal_compression: 'pglz',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // No statement, value or detail of a failed one reaches the log: they hold personal data.
  // In this scale `log` stands above `error`, so that only the server's own life is written.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_statement: 'none',
  log_checkpoints: 'off',
  log_autovacuum_min_duration: '-1',
}

/** Arguments of `postgres`, in a fixed order. `settings` go before our defaults of the same name. */
export function serverArguments(
  cluster: string,
  socketFolder: string,
  settings: Readonly<Record<string, string>>,
): readonly string[] {
  const all = {
    ...defaults,
    ...settings,
    // A list of folders, so a comma in the name needs quotes.
    unix_socket_directories: `"${socketFolder.replaceAll('"', '""')}"`,
  }
  const assignments = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return ['-D', cluster, '-p', String(serverPort), ...assignments]
}
