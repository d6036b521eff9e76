import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import type { Header } from './wire-request.ts'

export interface EncodedBody {
  readonly body: Buffer
  readonly headers: readonly Header[]
}

const MB = 1024 * 1024

/** Small on the wire, large when unzipped. */
const BOMBS = {
  zeros: gzipSync(Buffer.alloc(20 * MB)),
  blanks: gzipSync(Buffer.alloc(12 * MB, ' ')),
  elements: gzipSync(`<a>${'<b/>'.repeat(MB)}</a>`),
  objects: gzipSync(`[{}${',{}'.repeat(MB)}]`),
  twice: gzipSync(gzipSync(Buffer.alloc(20 * MB))),
}

type Bomb = keyof typeof BOMBS

const CODINGS: Readonly<Record<string, (body: Buffer) => EncodedBody>> = {
  gzip: (body) => coded(gzipSync(body), 'gzip'),
  'x-gzip': (body) => coded(gzipSync(body), 'X-GZip'),
  'in parts': (body) =>
    coded(Buffer.concat([gzipSync(body.subarray(0, 9)), gzipSync(body.subarray(9))]), 'gzip'),
  'with a tail': (body) => coded(Buffer.concat([gzipSync(body), Buffer.from('tail')]), 'gzip'),
  cut: (body) => coded(gzipSync(body).subarray(0, -9), 'gzip'),
  changed: (body) =>
    coded(gzipSync(body).map((byte, at) => (at === 20 ? byte ^ 8 : byte)) as Buffer, 'gzip'),
  'not gzip': (body) => coded(body, 'gzip'),
  deflate: (body) => coded(deflateSync(body), 'deflate'),
  br: (body) => coded(brotliCompressSync(body), 'br'),
  twice: (body) => coded(gzipSync(gzipSync(body)), 'gzip, gzip'),
  identity: (body) => coded(body, 'identity'),
  unknown: (body) => coded(body, 'zstd'),
  nameless: (body) => coded(body, ' '),
}

/** A body as it is, or under a Content-Encoding; a few are not what they seem. */
export function encoded(body: fc.Arbitrary<Buffer>): fc.Arbitrary<EncodedBody> {
  return fc.oneof(
    { arbitrary: body.map((plain) => ({ body: plain, headers: [] })), weight: 40 },
    {
      arbitrary: fc
        .tuple(body, fc.constantFrom(...Object.keys(CODINGS)))
        .map(([plain, name]) => CODINGS[name]?.(plain) ?? { body: plain, headers: [] }),
      weight: 8,
    },
    {
      arbitrary: fc
        .constantFrom(...(Object.keys(BOMBS) as Bomb[]))
        .map((name) => coded(BOMBS[name], 'gzip')),
      weight: 1,
    },
  )
}

function coded(body: Buffer, coding: string): EncodedBody {
  return { body: Buffer.from(body), headers: [['Content-Encoding', coding]] }
}
