import { chromium } from 'playwright-core'
import { chromiumPath } from './chromium-path.ts'
import startDatabase, { type Workers } from './start-database.ts'

declare global {
  /** set by the global set-up for the global teardown, which share one process */
  var stopTestBrowser: (() => Promise<void>) | undefined
}

/** Starts one Chromium for all browser tests, beside the database. Each test file connects to it. */
export default async function startBrowser(workers: Workers): Promise<void> {
  await startDatabase(workers)
  if (chromiumPath === null) return
  const server = await chromium.launchServer({
    executablePath: chromiumPath,
    args: ['--no-sandbox'],
    // People have the back/forward cache on.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  })
  // biome-ignore lint/style/noProcessEnv: Jest hands values to its workers through the environment
  process.env.TEST_BROWSER = server.wsEndpoint()
  globalThis.stopTestBrowser = () => server.close()
}
