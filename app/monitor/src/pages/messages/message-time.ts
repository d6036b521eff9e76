/** When the message was stored: the first 48 bits of its id are that time in ms (UUIDv7). */
export function messageTime(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
}
