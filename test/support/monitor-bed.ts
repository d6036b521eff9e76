import { describe, jest } from '@jest/globals'
import type { HandlerDefinition } from '../../lib/handler.ts'
import { chromiumPath } from '../setup/chromium-path.ts'
import { ensurePageIsBuilt } from './built-page.ts'
import { type MonitorBrowser, type OpenPage, openMonitorBrowser } from './monitor-browser.ts'
import { sendEvents } from './send-events.ts'
import { HIRE, type SoapEvent } from './soap-message.ts'
import { createTestBed, type TestBed, type TestInstance } from './test-service.ts'

/** `describe`, where the system has a Chromium. */
export const describeInBrowser = chromiumPath === null ? describe.skip : describe

/** Two browsers, their services and the database share the machine's cores with other tests (ms). */
jest.setTimeout(90_000)

/** Starting all of it, and building the page where it is not built (ms). */
export const START_MS = 120_000

/** An instance of the service, and an operator who is logged in at its page. */
export interface MonitorBed extends TestBed {
  readonly instance: TestInstance
  readonly monitor: MonitorBrowser
  readonly operator: OpenPage
  /** Sends a message as SuccessFactors does. @returns its id */
  send(...events: readonly (SoapEvent | string)[]): Promise<string>
  sendAs(type: string, ...events: readonly (SoapEvent | string)[]): Promise<string>
  /** Acts through the API with the token of a client, as a script does. @returns the status */
  operate(path: string, body?: object): Promise<number>
}

export async function openMonitorBed(
  handlers: Readonly<Record<string, HandlerDefinition>>,
  environment: Readonly<Record<string, string>> = {},
): Promise<MonitorBed> {
  ensurePageIsBuilt()
  const bed = await createTestBed()
  const instance = await bed.startInstance({ handlers, environment })
  const monitor = await openMonitorBrowser(bed, instance)
  const stop = async () => {
    await monitor.close()
    await bed.stop()
  }
  // Nothing is left behind where the login already fails.
  const operator = await monitor.open().catch(async (error: unknown) => {
    await stop()
    throw error
  })
  const sendAs: MonitorBed['sendAs'] = async (type, ...events) =>
    sendEvents(instance, await bed.token(), events, type)
  return {
    ...bed,
    instance,
    monitor,
    operator,
    async operate(path, body = {}) {
      const authorization = `Bearer ${await bed.token('operator')}`
      const answer = await fetch(`${instance.url}/operations/v1${path}`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      return answer.status
    },
    send: (...events) => sendAs(HIRE, ...events),
    sendAs,
    stop,
  }
}
