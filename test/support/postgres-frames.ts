/** PostgreSQL's frontend/backend protocol 3.0: a type byte, a length that counts itself, a body. */
export interface Frames {
  /** @returns the messages that are complete now */
  push(chunk: Buffer): readonly Buffer[]
}

const PROTOCOL_3 = 196_608

/** @param startsUntyped the client's first message has no type byte */
export function createFrames(startsUntyped = false): Frames {
  let pending = Buffer.alloc(0)
  let typeBytes = startsUntyped ? 0 : 1
  return {
    push(chunk) {
      pending = Buffer.concat([pending, chunk])
      const complete: Buffer[] = []
      while (pending.length >= typeBytes + 4) {
        const length = typeBytes + pending.readInt32BE(typeBytes)
        if (pending.length < length) break
        complete.push(pending.subarray(0, length))
        pending = pending.subarray(length)
        typeBytes = 1
      }
      return complete
    },
  }
}

export function frame(type: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeInt32BE(body.length + 4)
  return Buffer.concat([Buffer.from(type), length, body])
}

export function startupMessage(parameters: Readonly<Record<string, string>>): Buffer {
  const version = Buffer.alloc(4)
  version.writeInt32BE(PROTOCOL_3)
  const pairs = Object.entries(parameters).map(([name, value]) => `${name}\0${value}\0`)
  return frame('', Buffer.concat([version, Buffer.from(`${pairs.join('')}\0`)]))
}

export function startupParameters(message: Buffer): Record<string, string> {
  const words = message.subarray(8).toString().split('\0')
  const parameters: Record<string, string> = {}
  for (let at = 0; words[at]; at += 2) parameters[words[at] as string] = words[at + 1] ?? ''
  return parameters
}
