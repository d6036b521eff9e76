import stopDatabase from './stop-database.ts'

export default async function stopBrowser(): Promise<void> {
  await globalThis.stopTestBrowser?.()
  await stopDatabase()
}
