import { setTimeout as wait } from 'node:timers/promises'
import type { Tab } from './open-window.ts'

/** A row that does not come within this time will not come (ms). */
const PATIENCE_MS = 30_000
const SAMPLE_MS = 100

export interface Watched {
  /** from bringing a tab to the front until it showed the newest message of that moment (ms) */
  readonly catchUpMs: readonly number[]
  /** age of the newest row in front, each 100 ms, once the tab had caught up (ms) */
  readonly ageMs: readonly number[]
}

/** Brings each tab to the front in turn, for so long each, until the work is done. */
export async function watchInTurn(
  tabs: readonly Tab[],
  newestId: () => Promise<string>,
  turnMs: number,
  work: Promise<unknown>,
): Promise<Watched> {
  let isDone = false
  const done = work.finally(() => {
    isDone = true
  })
  // A failure is thrown below, after the turn.
  done.catch(() => undefined)
  const catchUpMs: number[] = []
  const ageMs: number[] = []
  for (let turn = 0; !isDone; turn += 1) {
    const tab = tabs[turn % tabs.length] as Tab
    const start = performance.now()
    catchUpMs.push(await catchUp(tab, await newestId()))
    await expectHidden(tabs.filter((other) => other !== tab))
    const leftMs = turnMs - (performance.now() - start)
    if (leftMs > SAMPLE_MS) ageMs.push(...(await tab.evaluate<number[]>(sampleAges(leftMs))))
  }
  await done
  return { catchUpMs, ageMs }
}

/** @returns how long the tab took in front to show this message, or a newer one, on top (ms) */
export async function catchUp(tab: Tab, id: string): Promise<number> {
  const start = Date.now()
  await tab.bringToFront()
  return (await tab.evaluate<number>(timeOfRow(id))) - start
}

export async function expectHidden(tabs: readonly Tab[]): Promise<void> {
  for (const tab of tabs) {
    const state = await tab.evaluate<string>('document.visibilityState')
    if (state !== 'hidden') throw new Error(`expected a tab in the background, it is ${state}`)
  }
}

/** Waits until the expression is true; a page that is just being left has no answer. */
export async function until(tab: Tab, expression: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  while (!(await tab.evaluate<boolean>(expression).catch(() => false))) {
    if (performance.now() > deadline) throw new Error(`waited ${PATIENCE_MS} ms for ${expression}`)
    await wait(50)
  }
}

export const FIRST_ROW = `document.querySelector('ui5-table-row')?.rowKey ?? ''`

/** Ids are UUIDs of version 7: they grow with time. */
const timeOfRow = (id: string) => `new Promise((resolve, reject) => {
  const end = Date.now() + ${PATIENCE_MS}
  const look = () => {
    const row = ${FIRST_ROW}
    if (row >= '${id}') resolve(Date.now())
    else if (Date.now() > end) reject(new Error('expected the row ${id}, got ' + row))
    else setTimeout(look, 10)
  }
  look()
})`

/** The first 48 bits of an id are its time (RFC 9562, section 5.7). */
const sampleAges = (forMs: number) => `new Promise((resolve) => {
  const end = Date.now() + ${forMs}
  const ages = []
  const look = () => {
    const time = Number.parseInt((${FIRST_ROW}).replaceAll('-', '').slice(0, 12), 16)
    ages.push(Date.now() - time)
    if (Date.now() < end) setTimeout(look, ${SAMPLE_MS})
    else resolve(ages)
  }
  look()
})`
