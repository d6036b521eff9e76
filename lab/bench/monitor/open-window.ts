import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { connectDevTools, type DevTools } from './devtools.ts'
import { CHROMIUM } from './open-browser.ts'

const ENDPOINT = /DevTools listening on (ws:\S+)/

/**
 * One window of the system's Chromium, without playwright: playwright emulates focus, and so all its
 * tabs count as visible. Here only the tab in front does, as in a browser that people use.
 */
export interface BrowserWindow {
  openTab(url: string): Promise<Tab>
  close(): Promise<void>
}

export interface Tab {
  /** @throws Error when the expression, or the promise that it gives, fails */
  evaluate<Value>(expression: string): Promise<Value>
  /** Makes it the visible tab. */
  bringToFront(): Promise<void>
}

export async function openWindow(): Promise<BrowserWindow> {
  const folder = await mkdtemp(path.join(tmpdir(), 'window-'))
  const child = spawn(
    CHROMIUM,
    [
      '--headless=new',
      '--no-sandbox',
      '--no-first-run',
      '--disable-gpu',
      '--window-size=1440,900',
      '--remote-debugging-port=0',
      `--user-data-dir=${folder}`,
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const devTools = await connectDevTools(await endpointOf(child))
  return {
    openTab: (url) => openTab(devTools, url),
    async close() {
      const ended = once(child, 'exit')
      await devTools.send('Browser.close').catch(() => child.kill())
      await ended
      devTools.close()
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
    },
  }
}

async function endpointOf(child: ChildProcess): Promise<string> {
  let said = ''
  for await (const chunk of child.stderr?.iterator({ destroyOnReturn: false }) ?? []) {
    said += chunk
    const endpoint = ENDPOINT.exec(said)?.[1]
    if (endpoint === undefined) continue
    // Nobody reads on, and a full pipe would stop the browser.
    child.stderr?.resume()
    return endpoint
  }
  throw new Error(`${CHROMIUM} has ended: ${said}`)
}

async function openTab(devTools: DevTools, url: string): Promise<Tab> {
  const { targetId } = await devTools.send<{ targetId: string }>('Target.createTarget', { url })
  const { sessionId } = await devTools.send<{ sessionId: string }>('Target.attachToTarget', {
    targetId,
    flatten: true,
  })
  return {
    async evaluate<Value>(expression: string) {
      const { result, exceptionDetails } = await devTools.send<Evaluated>(
        'Runtime.evaluate',
        { expression, awaitPromise: true, returnByValue: true },
        sessionId,
      )
      if (exceptionDetails === undefined) return result.value as Value
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    },
    bringToFront: () => devTools.send('Target.activateTarget', { targetId }),
  }
}

interface Evaluated {
  readonly result: { readonly value?: unknown }
  readonly exceptionDetails?: {
    readonly text: string
    readonly exception?: { readonly description?: string }
  }
}
