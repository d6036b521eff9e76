import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { PROJECT_ROOT } from '../descriptors/project.ts'

/** The Markdown pages that people read: not the changelog and not the results of programs. */
const PAGES = ['*.md', 'docs/**/*.md', 'lab/**/README.md', 'srv/**/*.md', '.github/**/*.md']
const NOT_PROSE = ['CHANGELOG.md']

export function pages(): string[] {
  return globSync(PAGES, { cwd: PROJECT_ROOT })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => !NOT_PROSE.includes(file))
    .sort()
}

export const readPage = (page: string): string =>
  readFileSync(path.join(PROJECT_ROOT, page), 'utf8')
