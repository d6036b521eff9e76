import type { Browser, Page } from 'playwright-core'

/** Tasks of the page's main thread while it was open and events arrived. */
export interface Updates {
  readonly seconds: number
  readonly tasks: number
  /** wall time of the longest, and the CPU that it used (ms) */
  readonly longestMs: number
  readonly longestCpuMs: number
  /** tasks over 50 ms, by wall time and by the CPU that they used */
  readonly over50Ms: number
  readonly over50CpuMs: number
}

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  /** µs */
  readonly ts: number
  readonly dur?: number
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

const LONG_MS = 50
const TASK = 'ThreadControllerImpl::RunTask'
const CATEGORIES = ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline']

/** Records the browser's own trace of an open page for so long; loading is not part of it. */
export async function traceUpdates(
  browser: Browser,
  page: Page,
  seconds: number,
): Promise<Updates> {
  await browser.startTracing(page, { categories: CATEGORIES })
  await page.waitForTimeout(seconds * 1_000)
  const trace = await browser.stopTracing()
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] }
  const main = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(threadOf),
  )
  const tasks = traceEvents.filter(
    (event) => event.name === TASK && event.ph === 'X' && main.has(threadOf(event)),
  )
  if (tasks.length === 0)
    throw new Error('expected tasks of the main thread in the trace, got none')
  const longest = tasks.reduce((a, b) => ((b.dur ?? 0) > (a.dur ?? 0) ? b : a))
  const over = (of: (task: TraceEvent) => number) =>
    tasks.filter((task) => of(task) > LONG_MS * 1_000).length
  return {
    seconds,
    tasks: tasks.length,
    longestMs: (longest.dur ?? 0) / 1_000,
    longestCpuMs: (longest.tdur ?? 0) / 1_000,
    over50Ms: over(({ dur }) => dur ?? 0),
    over50CpuMs: over(({ tdur }) => tdur ?? 0),
  }
}

function threadOf({ pid, tid }: TraceEvent): string {
  return `${pid} ${tid}`
}
