export const serverPort = 5432

/** For both modes. */
export const durableSettings: Readonly<Record<string, string>> = {
  // Durable: an acknowledged event is on disk.
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  shared_buffers: '128MB',
  max_connections: '50',
  max_wal_size: '1GB',
  wal_compression: 'pglz',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Statements, values and details may be personal data: keep them out of the log.
  // `log` ranks above `error` here, so that only events of the server are logged.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_statement: 'none',
  log_checkpoints: 'off',
  log_autovacuum_min_duration: '-1',
}

/** Arguments of `postgres`. `settings` override the defaults. */
export function serverArguments(
  cluster: string,
  socketFolder: string,
  settings: Readonly<Record<string, string>>,
): readonly string[] {
  const all = {
    ...durableSettings,
    // No TCP: access is limited by the folder of the socket.
    listen_addresses: '',
    unix_socket_permissions: '0700',
    ...settings,
    // A list of folders: a comma in the name needs quotes.
    unix_socket_directories: `"${socketFolder.replaceAll('"', '""')}"`,
  }
  const assignments = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return ['-D', cluster, '-p', String(serverPort), ...assignments]
}
