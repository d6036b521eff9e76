import { fileURLToPath } from 'node:url'
import { BrokenPromise } from '../support/broken-promise.ts'

const PROJECT = fileURLToPath(new URL('../../../', import.meta.url))

/** Internals that no answer may contain. */
const LEAKS: readonly (readonly [what: string, pattern: RegExp | string])[] = [
  ['a stack trace', /\n\s+at |\bat [\w.<> ]+ \(?(?:file|node|\/)[^\s]*:\d+:\d+/],
  ['a place in our code', /\.(?:ts|js|mjs|cjs):\d+/],
  ['a path', PROJECT],
  ['a path', /file:\/\/|node:internal|node_modules/],
  ['SQL', /\b(?:insert into|delete from|select .{1,80} from|update \w+ set|create table)\b/i],
  [
    'a message of the database',
    /syntax error at|violates |duplicate key|relation "|invalid byte sequence|out of range for type|invalid input syntax|SQLSTATE/,
  ],
  ['the version of Node', process.versions.node],
  ['a version', /\b(?:Express|Node\.js|PostgreSQL)\/? ?v?\d+\.\d+/i],
  ['a header that names us', /^(?:server|x-powered-by):/im],
]

/** Allowed for callers with Monitor: the line of Prometheus, and the error of a handler. */
const TOLD_ON_PURPOSE = [/^nodejs_version_info\{.*$/gm, /"stack":"(?:[^"\\]|\\.)*"/g]

/** @throws BrokenPromise */
export function checkLeaks(heard: string, what: string): void {
  const told = TOLD_ON_PURPOSE.reduce((text, pattern) => text.replaceAll(pattern, ''), heard)
  for (const [leak, pattern] of LEAKS) {
    const at = typeof pattern === 'string' ? told.indexOf(pattern) : told.search(pattern)
    if (at === -1) continue
    const around = JSON.stringify(told.slice(Math.max(0, at - 60), at + 120))
    throw new BrokenPromise(`no answer tells ${leak}: ${what}`, around)
  }
}
