import path from 'node:path'

const FENCE = /^( *)(```|~~~).*?^ *\2 *$/gms
const LINK = /\]\(([^)\s]+)[^)]*\)/g
const HEADING = /^#{1,6} (.+)$/gm
const OUTSIDE = /^[a-z]+:/

export interface Link {
  /** as it is written */
  readonly target: string
  /** relative to the root of the project */
  readonly file: string
  /** null = the link leads to the file as a whole */
  readonly anchor: string | null
}

/** The links of a page to files of the project. */
export function linksOf(page: string, markdown: string): Link[] {
  const text = markdown.replaceAll(FENCE, '')
  return [...text.matchAll(LINK)]
    .map(([, target = '']) => target)
    .filter((target) => !OUTSIDE.test(target))
    .map((target) => {
      const [file = '', anchor = null] = target.split('#')
      return {
        target,
        file: file === '' ? page : path.posix.join(path.posix.dirname(page), file),
        anchor,
      }
    })
}

const PATH = /`((?:app|lab|lib|srv|test)\/[\w./-]+)`/g
/** Handlers that the reader creates. */
const EXAMPLE = /^srv\/handlers\/(?!README)/

/** The files and folders of the project that a page names in inline code. */
export function pathsIn(markdown: string): string[] {
  return [...markdown.replaceAll(FENCE, '').matchAll(PATH)]
    .map(([, file = '']) => file)
    .filter((file) => !EXAMPLE.test(file))
}

/** The anchors that GitHub makes of the headings of a page. */
export function anchorsOf(markdown: string): string[] {
  return [...markdown.replaceAll(FENCE, '').matchAll(HEADING)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(/\s/g, '-'),
  )
}
