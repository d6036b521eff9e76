import { existsSync } from 'node:fs'

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Where the system's Chromium is; null = the browser tests are skipped. */
export const chromiumPath = CHROMIUM.find((path) => existsSync(path)) ?? null
