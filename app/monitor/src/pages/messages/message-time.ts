/** Time of storage: the first 48 bits of the id are milliseconds (UUIDv7). */
export function messageTime(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
}
