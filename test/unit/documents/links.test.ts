import { existsSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { PROJECT_ROOT } from '../../support/descriptors/project.ts'
import { anchorsOf, linksOf } from '../../support/documents/links.ts'
import { pages, readPage } from '../../support/documents/pages.ts'

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

  it('makes the anchors of headings', () => {
    expect(anchorsOf("# One\n## It's a `b` – c, d?\n```\n# no\n```")).toEqual([
      'one',
      'its-a-b--c-d',
    ])
  })
})
