import { type CallAttack, HARMLESS_BODY } from './attack.ts'
import { PLANTED_BODY } from './planted.ts'
import { documentTypes, inEvent, numbered, type XmlRow } from './xml-types.ts'

const declared = (encoding: string) =>
  HARMLESS_BODY.replace('version="1.0"', `version="1.0" encoding="${encoding}"`)
const nested = (depth: number) => '<a>'.repeat(depth) + PLANTED_BODY + '</a>'.repeat(depth)

const ENTITIES: readonly XmlRow[] = [
  ['an entity that nobody declared', 'xml_malformed', inEvent('&planted;')],
  ['an entity of HTML', 'xml_malformed', inEvent('&nbsp;')],
  ['an entity without an end', 'xml_malformed', inEvent(`&${'a'.repeat(5_000)}`)],
  ['CVE-2023-34104 a strange entity', 'xml_malformed', inEvent('&(a+)+$;')],
  ['a reference to zero', 'accepted', inEvent('&#0;')],
  ['a reference to a control character', 'accepted', inEvent('&#8;')],
  ['a reference to half a pair', 'accepted', inEvent('&#xd800;')],
  ['a reference to no character', 'accepted', inEvent('&#xffff;')],
  ['a reference beyond all', 'accepted', inEvent('&#x110000;')],
  ['a reference of 5,000 digits', 'xml_malformed', inEvent(`&#${'9'.repeat(5_000)};`)],
  ['a zero byte', 'accepted', inEvent('\u0000')],
  ['a control character', 'accepted', inEvent('\u0001')],
  ['a control character under XML 1.1', 'accepted', inEvent('\u0001').replace('1.0', '1.1')],
]

const SIZES: readonly XmlRow[] = [
  ['CWE-674 65 levels of a header', 'xml_limit', inHeader(nested(65))],
  ['CWE-674 65 levels inside of an event', 'xml_limit', inEvent(nested(65))],
  ['CWE-674 100,000 levels of a header', 'xml_limit', inHeader('<a>'.repeat(100_000))],
  ['CWE-674 100,000 levels inside of an event', 'xml_limit', inEvent('<a>'.repeat(100_000))],
  [
    'CWE-770 101 attributes',
    'xml_limit',
    inEvent(
      '',
      numbered(101, (i) => ` a${i}=""`),
    ),
  ],
  [
    'CWE-770 50,000 attributes',
    'xml_limit',
    inEvent(
      '',
      numbered(50_000, (i) => ` a${i}=""`),
    ),
  ],
  [
    'CWE-770 101 namespaces',
    'xml_limit',
    inEvent(
      '',
      numbered(101, (i) => ` xmlns:a${i}="u"`),
    ),
  ],
  ['CWE-770 a name of 1,001 characters', 'xml_limit', inEvent(`<${'n'.repeat(1_001)}/>`)],
  ['CWE-770 a name of 1 MB', 'xml_limit', inEvent(`<${'n'.repeat(1_048_576)}/>`)],
  [
    'CWE-770 an attribute of 1,001 characters',
    'xml_limit',
    inEvent('', ` ${'n'.repeat(1_001)}=""`),
  ],
  ['CWE-770 a million elements', 'xml_limit', inEvent('<a/>'.repeat(1_000_001))],
  ['CWE-770 ten million characters', 'xml_limit', inEvent('a'.repeat(10_000_001))],
  [
    'CWE-770 ten million characters of an attribute',
    'xml_limit',
    inEvent('', ` a="${'a'.repeat(10_000_001)}"`),
  ],
]

const FORMS: readonly XmlRow[] = [
  ['no end', 'xml_malformed', HARMLESS_BODY.slice(0, -10)],
  ['half a tag', 'xml_malformed', HARMLESS_BODY.slice(0, 100)],
  ['CVE-2022-39353 two roots', 'xml_malformed', `${HARMLESS_BODY}<a>${PLANTED_BODY}</a>`],
  ['text behind the root', 'xml_malformed', `${HARMLESS_BODY}${PLANTED_BODY}`],
  ['two bodies', 'xml_malformed', HARMLESS_BODY.replace('</S:Body>', '</S:Body><S:Body/>')],
  ['two messages', 'xml_malformed', HARMLESS_BODY.replace('</S:Body>', '<a/></S:Body>')],
  ['another end tag', 'xml_malformed', inEvent('<a></b>')],
  ['ends that cross', 'xml_malformed', inEvent('<a><b></a></b>')],
  ['a prefix of no namespace', 'xml_malformed', inEvent('<planted:a/>')],
  ['an attribute twice', 'xml_malformed', inEvent('', ` a="${PLANTED_BODY}" a="2"`)],
  [
    'an attribute twice by its namespace',
    'xml_malformed',
    inEvent('', ' xmlns:a="u" xmlns:b="u" a:x="" b:x=""'),
  ],
  ['an attribute without quotes', 'xml_malformed', inEvent('', ` a=${PLANTED_BODY}`)],
  ['an angle bracket in an attribute', 'xml_malformed', inEvent('', ' a="<"')],
  ['the end of a CDATA section alone', 'xml_malformed', inEvent(']]>')],
  ['a CDATA section without an end', 'xml_malformed', inEvent('<![CDATA[')],
  ['a comment without an end', 'xml_malformed', inEvent('<!-- ')],
  ['two dashes in a comment', 'xml_malformed', inEvent('<!-- -- -->')],
  ['a declaration in the middle', 'xml_malformed', inEvent('<?xml version="1.0"?>')],
  ['a blank before the declaration', 'xml_malformed', ` ${HARMLESS_BODY}`],
  ['another namespace for xml', 'xml_malformed', inEvent('', ' xmlns:xml="urn:x"')],
  ['JSON', 'xml_malformed', `{"userId":"${PLANTED_BODY}"}`],
  ['text', 'xml_malformed', PLANTED_BODY],
  ['blanks', 'body_empty', ' \r\n\t '],
  ['a name that says something', 'not_an_external_event', '<planted-name/>'],
  ['a namespace that says something', 'not_an_external_event', '<a xmlns="urn:planted"/>'],
  ['an envelope without a message', 'not_an_external_event', envelope('')],
  ['another message', 'not_an_external_event', envelope(`<a>${PLANTED_BODY}</a>`)],
  ['a fault', 'not_an_external_event', envelope('<S:Fault/>')],
  [
    'an assertion',
    'not_an_external_event',
    '<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion"/>',
  ],
  [
    'a stylesheet',
    'not_an_external_event',
    '<stylesheet xmlns="http://www.w3.org/1999/XSL/Transform"/>',
  ],
  ['a picture', 'not_an_external_event', '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'],
  [
    'a message of another namespace',
    'not_an_external_event',
    HARMLESS_BODY.replace('http://notification', 'https://notification'),
  ],
]

const CHARSETS: readonly XmlRow[] = [
  ['RFC 2152 UTF-7 declared', 'body_encoding', declared('UTF-7')],
  ['XML 1.0 4.3.3 UTF-32 declared', 'body_encoding', declared('UTF-32')],
  ['XML 1.0 4.3.3 EBCDIC declared', 'body_encoding', declared('cp037')],
  ['XML 1.0 4.3.3 an encoding that nobody knows', 'body_encoding', declared('x-evil')],
  ['XML 1.0 4.3.3 an encoding that says something', 'body_encoding', declared('planted')],
  ['RFC 3629 10 a byte that is none', 'body_encoding', bytes('ff')],
  ['RFC 3629 10 a slash of two bytes', 'body_encoding', bytes('c0af')],
  ['RFC 3629 10 half a pair', 'body_encoding', bytes('eda080')],
  ['RFC 3629 10 beyond all', 'body_encoding', bytes('f4908080')],
  ['RFC 3629 10 the first half alone', 'body_encoding', bytes('c3')],
]

/** References that other parsers fetch. Here they are plain names. */
const HARMLESS: readonly XmlRow[] = [
  [
    'XInclude 4 an inclusion',
    'accepted',
    (f) => inEvent(`<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="${f.attacker}/x"/>`),
  ],
  ['XML Schema 1 4.3.2 a place of a schema', 'accepted', (f) => inEvent('', schema(f.attacker))],
  [
    'xml-stylesheet 3 a stylesheet',
    'accepted',
    (f) =>
      HARMLESS_BODY.replace('<S:Envelope', `<?xml-stylesheet href="${f.attacker}/x"?><S:Envelope`),
  ],
  [
    'CVE-2023-26920 a prototype',
    'accepted',
    inEvent('<__proto__><polluted>1</polluted></__proto__>'),
  ],
]

export const xmlAttacks: readonly CallAttack[] = [
  ...documentTypes,
  ...named('XML 1.0 4.1', ENTITIES),
  ...SIZES,
  ...named('XML 1.0 2.1', FORMS),
  ...CHARSETS,
  ...HARMLESS,
].map(
  ([what, end, body]): CallAttack => [
    what,
    end,
    (f) => ({ body: typeof body === 'function' ? body(f) : body }),
  ],
)

function named(prefix: string, rows: readonly XmlRow[]): XmlRow[] {
  return rows.map(([what, end, body]) => [
    what.startsWith('CVE') ? what : `${prefix} ${what}`,
    end,
    body,
  ])
}

function schema(address: string): string {
  return ` xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:schemaLocation="u ${address}/x.xsd"`
}

function inHeader(content: string): string {
  return HARMLESS_BODY.replace('<S:Body>', `<S:Header>${content}</S:Header><S:Body>`)
}

function envelope(content: string): string {
  return `<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>${content}</S:Body></S:Envelope>`
}

function bytes(hex: string): Buffer {
  const [before = '', behind = ''] = HARMLESS_BODY.split(PLANTED_BODY)
  return Buffer.concat([Buffer.from(before), Buffer.from(hex, 'hex'), Buffer.from(behind)])
}
