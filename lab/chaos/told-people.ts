import { hash } from 'node:crypto'
import { appendFileSync, readFileSync } from 'node:fs'

/** Beside the effects: hashes of the people whose erasure a handler was told of. */
const END = '.told'

export function noteTold(userId: string, trace = ''): void {
  appendFileSync(`${trace}${END}`, `${hash('sha256', userId)}\n`)
}

/** @returns whether a handler was told of the erasure of this person */
export function readTold(trace: string): (userId: string) => boolean {
  const hashes = new Set(readFileSync(`${trace}${END}`, 'utf8').split('\n'))
  return (userId) => hashes.has(hash('sha256', userId))
}
