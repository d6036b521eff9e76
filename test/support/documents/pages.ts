import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { PROJECT_ROOT } from '../descriptors/project.ts'

/** The Markdown pages for readers, without the results of programs. */
const PAGES = ['*.md', 'docs/**/*.md', 'lab/**/README.md', 'srv/**/*.md', '.github/**/*.md']

export function pages(): string[] {
  return globSync(PAGES, { cwd: PROJECT_ROOT })
    .map((file) => file.split(path.sep).join('/'))
    .sort()
}

export const readPage = (page: string): string =>
  readFileSync(path.join(PROJECT_ROOT, page), 'utf8')
