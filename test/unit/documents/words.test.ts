import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { PROJECT_ROOT } from '../../support/descriptors/project.ts'

/** Replaced words and names; the glossary has their replacements. A hyphen joins the words of a name. */
const REPLACED = [
  'duty|duties|keep-duties',
  'tend|tends|tended',
  '(settle|claim)-identit(y|ies)',
  'join-lanes',
  'work(s|ed|ing)?[ -]off',
  'surroundings',
  'attempt-tools',
  'courtesy',
  'asked-to-wait',
  'provers?|prove-signed',
  'take-apart|entries-for',
  'wrong-call|retry-later',
  'refusal-book|kept-by-nobody|last-resort|asked-once',
  'said-values|words-of-paths|read-behind',
  'doctor',
  'stand(s|ing)?[ -]still|stood[ -]still',
  'setbacks?',
  'session-over|request-forged|token-of-a-person',
  'gave-its-turn-up|not-postponed|keys-unavailable',
].map((words) => new RegExp(`(?<![a-z-])(?:${words})(?![a-z])`))
/** A clause instead of a subject. */
const CLAUSE = /(?:\/\/|\/\*\*|^\s*\*|--|@param \w+|@returns) (?:What|Who|Whoever|Whose|Whom) /m
/** Words of riddles in the name of a test. */
const RIDDLE =
  /^\s*(?:it|describe)(?:\.each\(.*\))?\(\s*['"`].*\b(?:told|heard|nobody|whoever|whom)\b/m

const SELF = 'test/unit/documents/words.test.ts'
const CODE = '{lib,srv,app/monitor/src,lab,test,bin}/**/*.{ts,tsx,js,css,html,sql,template}'
const files = [CODE, 'docs/*.md', '{README,CONTRIBUTING,SECURITY}.md', '.env.example']
  .flatMap((pattern) => globSync(pattern, { cwd: PROJECT_ROOT }))
  .filter((file) => file !== SELF && !/\/(?:node_modules|migrations)\//.test(file))

describe('words of code and documents', () => {
  it('are those of the glossary', () => {
    expect(findings((text) => replacedIn(text))).toEqual([])
  })

  it('begin a comment with its subject', () => {
    expect(findings((text) => CLAUSE.exec(text)?.[0])).toEqual([])
  })

  it('name each test without a riddle', () => {
    expect(findings((text) => RIDDLE.exec(text)?.[0])).toEqual([])
  })

  it('are read from all files', () => {
    expect(files.length).toBeGreaterThan(1500)
    for (const file of ['lib/store/deliver/claim.ts', 'docs/handlers.md', 'README.md']) {
      expect(files).toContain(file)
    }
  })
})

describe('replaced words', () => {
  it.each([
    ['a name', 'const standsStill = 1', 'stands-still'],
    ['a name in capitals', 'const LAST_RESORT = 1', 'last-resort'],
    ['a name of a type', 'interface AttemptTools {}', 'attempt-tools'],
    ['a name of a file', "import './work-off.ts'", 'work-off'],
    ['a code', "'session_over'", 'session-over'],
    ['a sentence', '// The process stood still.', 'stood still'],
  ])('are found in %s', (_place, text, words) => {
    expect(replacedIn(text)).toBe(words)
  })

  it.each(['intend', 'extends', 'asked to wait', 'workOffset'])('are not in %s', (text) => {
    expect(replacedIn(text)).toBeUndefined()
  })
})

function findings(find: (text: string) => string | undefined): string[] {
  return files.flatMap((file) => {
    const found = find(`${file}\n${readFileSync(path.join(PROJECT_ROOT, file), 'utf8')}`)
    return found === undefined ? [] : [`${file}: ${found}`]
  })
}

function replacedIn(text: string): string | undefined {
  const words = text
    .replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, '-')
    .replaceAll('_', '-')
    .toLowerCase()
  for (const replaced of REPLACED) {
    const found = replaced.exec(words)
    if (found !== null) return found[0]
  }
  return undefined
}
