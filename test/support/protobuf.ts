/** Fields of one protobuf message by number, each with its encoded values. */
export type Fields = ReadonlyMap<number, readonly (bigint | Buffer)[]>

const VARINT = 0
const FIXED64 = 1
const LENGTH = 2
const FIXED32 = 5

/** Reads the wire format (protobuf.dev/programming-guides/encoding), knowing no schema. */
export function readFields(bytes: Buffer): Fields {
  const fields = new Map<number, (bigint | Buffer)[]>()
  let at = 0
  const varint = (): bigint => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at] as number
      at += 1
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }
  const take = (length: number): Buffer => {
    at += length
    return bytes.subarray(at - length, at)
  }
  const read = (wire: number): bigint | Buffer => {
    if (wire === VARINT) return varint()
    if (wire === FIXED64) return take(8)
    if (wire === LENGTH) return take(Number(varint()))
    if (wire === FIXED32) return take(4)
    throw new Error(`expected a wire type of protobuf 3, ${wire} came`)
  }
  while (at < bytes.length) {
    const tag = Number(varint())
    const value = read(tag & 7)
    fields.set(tag >> 3, [...(fields.get(tag >> 3) ?? []), value])
  }
  return fields
}

export function messagesOf(fields: Fields, number: number): Fields[] {
  return (fields.get(number) ?? []).map((value) => readFields(value as Buffer))
}

export function textOf(fields: Fields, number: number): string {
  return ((fields.get(number)?.[0] as Buffer | undefined) ?? Buffer.alloc(0)).toString('utf8')
}

export function hexOf(fields: Fields, number: number): string {
  return ((fields.get(number)?.[0] as Buffer | undefined) ?? Buffer.alloc(0)).toString('hex')
}

export function numberOf(fields: Fields, number: number): number {
  return Number(fields.get(number)?.[0] ?? 0)
}
