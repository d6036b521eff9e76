import path from 'node:path'

/** Where the Debian package puts what can be loaded. */
const MODULES = '/usr/lib/glewlwyd'

/** Glewlwyd's own settings; all others stand in its database. */
export function configFile(url: string, databaseFile: string): string {
  const { port } = new URL(url)
  const settings = {
    bind_address: '127.0.0.1',
    // With a slash behind it, every address in the discovery document has two.
    external_url: url,
    login_url: 'login.html',
    api_prefix: 'api',
    log_mode: 'console',
    log_level: 'WARNING',
    session_key: 'GLEWLWYD_SESSION',
    admin_scope: 'g_admin',
    profile_scope: 'g_profile',
    user_module_path: path.join(MODULES, 'user'),
    client_module_path: path.join(MODULES, 'client'),
    user_auth_scheme_module_path: path.join(MODULES, 'scheme'),
    plugin_module_path: path.join(MODULES, 'plugin'),
    hash_algorithm: 'SHA512',
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${JSON.stringify(value)}`)
  return [
    `port=${port}`,
    'cookie_secure=false',
    ...lines,
    `database={ type="sqlite3" path=${JSON.stringify(databaseFile)} }`,
    '',
  ].join('\n')
}
