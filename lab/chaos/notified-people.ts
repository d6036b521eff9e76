import { hash } from 'node:crypto'
import { appendFileSync, readFileSync } from 'node:fs'

/** Beside the effects: hashes of the people whose erasure reached a handler. */
const END = '.notified'

export function recordNotified(userId: string, trace = ''): void {
  appendFileSync(`${trace}${END}`, `${hash('sha256', userId)}\n`)
}

/** @returns whether a handler got the notice of this person's erasure */
export function readNotified(trace: string): (userId: string) => boolean {
  const hashes = new Set(readFileSync(`${trace}${END}`, 'utf8').split('\n'))
  return (userId) => hashes.has(hash('sha256', userId))
}
