import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

/** Where a planted value was found. */
export interface Finding {
  readonly place: string
  readonly value: string
}

/** Finds thousands of values in one pass over the bytes. */
export interface ByteScanner {
  scan(place: string, bytes: Buffer): Finding[]
  /** All files below a folder. */
  scanFolder(folder: string): Promise<Finding[]>
  /** bytes that were read */
  readonly bytes: number
}

/** Bytes of a pattern. The compression of PostgreSQL keeps runs of eight. */
const WINDOW = 8
const ONLY_DIGITS = /^\d+$/

interface Pattern {
  readonly bytes: Buffer
  readonly value: string
}

export function createByteScanner(values: readonly string[]): ByteScanner {
  const patterns = new Map<string, Pattern[]>()
  // Most places of a file end here: the first three bytes begin no pattern.
  const begins = new Uint8Array(2 ** 24)
  for (const value of values) {
    for (const bytes of formsOf(value)) {
      const key = bytes.toString('latin1', 0, WINDOW)
      const same = patterns.get(key) ?? []
      patterns.set(key, [...same, { bytes, value }])
      begins[bytes.readUIntBE(0, 3)] = 1
    }
  }
  let read = 0

  function scan(place: string, bytes: Buffer): Finding[] {
    read += bytes.length
    const found = new Set<string>()
    for (let at = 0, key = 0; at < bytes.length; at += 1) {
      key = ((key << 8) | (bytes[at] as number)) & 0xffffff
      if (begins[key] === 0) continue
      const start = at - 2
      if (start < 0) continue
      for (const pattern of patterns.get(bytes.toString('latin1', start, start + WINDOW)) ?? []) {
        const end = start + pattern.bytes.length
        if (bytes.subarray(start, end).equals(pattern.bytes)) found.add(pattern.value)
      }
    }
    return [...found].map((value) => ({ place, value }))
  }

  return {
    scan,
    async scanFolder(folder) {
      const found: Finding[] = []
      for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue
        const file = path.join(entry.parentPath, entry.name)
        const bytes = await readFile(file).catch(unlessRemoved)
        if (bytes !== null) found.push(...scan(path.relative(folder, file), bytes))
      }
      return found
    },
    get bytes() {
      return read
    },
  }
}

/** The server may remove a file meanwhile. */
function unlessRemoved(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
  throw error
}

/** As it is, in lower case, backwards, and in the encodings that JSON, XML and PostgreSQL give to bytes. */
function formsOf(value: string): Buffer[] {
  const texts = [value, value.toLowerCase(), [...value].reverse().join('')]
  const encoded = texts.flatMap((text) => {
    const bytes = Buffer.from(text)
    return [
      ...windowsOf(text),
      Buffer.from(bytes.toString('hex')),
      Buffer.from(bytes.toString('hex').toUpperCase()),
      Buffer.from(text, 'utf16le'),
      ...[0, 1, 2].map((offset) => base64Of(bytes, offset)),
    ]
  })
  return [...new Map(encoded.map((bytes) => [bytes.toString('latin1'), bytes])).values()]
}

/** Any run of eight bytes. Of digits the whole: shorter runs are in every list of numbers. */
function windowsOf(text: string): Buffer[] {
  if (ONLY_DIGITS.test(text)) return [Buffer.from(text)]
  return Array.from({ length: text.length - WINDOW + 1 }, (_, at) =>
    Buffer.from(text.slice(at, at + WINDOW)),
  )
}

/** The part of base64 that does not depend on its neighbours, for a value that begins at some third byte. */
function base64Of(bytes: Buffer, offset: number): Buffer {
  const before = Buffer.alloc(offset)
  const text = Buffer.concat([before, bytes]).toString('base64')
  const whole = Math.floor(((offset + bytes.length) * 8) / 6)
  return Buffer.from(text.slice(offset === 0 ? 0 : offset + 1, whole))
}
