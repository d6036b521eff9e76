import { existsSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { PROJECT_ROOT } from '../../support/descriptors/project.ts'
import { anchorsOf, linksOf, pathsIn } from '../../support/documents/links.ts'
import { pages, readPage } from '../../support/documents/pages.ts'

/** It also names old paths. */
const CHANGELOG = 'CHANGELOG.md'

const links = pages().flatMap((page) =>
  linksOf(page, readPage(page)).map((link) => ({ page, ...link })),
)

describe('links of the documentation', () => {
  it('lead to files of the project', () => {
    expect(links.length).toBeGreaterThan(100)
    expect(links.filter(({ file }) => !existsSync(path.join(PROJECT_ROOT, file)))).toEqual([])
  })

  it('lead to headings that exist', () => {
    const wrong = links.filter(
      ({ file, anchor }) => anchor !== null && !anchorsOf(readPage(file)).includes(anchor),
    )
    expect(wrong).toEqual([])
  })
})

describe('paths in the documentation', () => {
  it('name files and folders of the project', () => {
    const paths = pages()
      .filter((page) => page !== CHANGELOG)
      .flatMap((page) => pathsIn(readPage(page)).map((file) => ({ page, file })))
    expect(paths.length).toBeGreaterThan(30)
    expect(paths.filter(({ file }) => !existsSync(path.join(PROJECT_ROOT, file)))).toEqual([])
  })
})

describe('reading links', () => {
  it('finds files and anchors, and leaves out addresses and code', () => {
    const markdown =
      '[a](b.md#c-d) [e](#f) ![g](../h.png)\n[i](https://j.example)\n```\n[k](l)\n```'
    expect(linksOf('docs/a.md', markdown)).toEqual([
      { target: 'b.md#c-d', file: 'docs/b.md', anchor: 'c-d' },
      { target: '#f', file: 'docs/a.md', anchor: 'f' },
      { target: '../h.png', file: 'h.png', anchor: null },
    ])
  })

  it('finds paths in inline code, and leaves out those of the reader', () => {
    const markdown =
      'See `lib/a.ts`, `srv/b/`, `srv/handlers/mine.ts` and `npm test`.\n```\n`lib/c`\n```'
    expect(pathsIn(markdown)).toEqual(['lib/a.ts', 'srv/b/'])
  })

  it('makes the anchors of headings', () => {
    expect(anchorsOf("# One\n## It's a `b` – c, d?\n```\n# no\n```")).toEqual([
      'one',
      'its-a-b--c-d',
    ])
  })
})
