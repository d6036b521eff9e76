/** The text of a body, in the charset that its content type names, else as UTF-8. */
export function bodyText(bytes: Uint8Array, contentType: string | null): string {
  const named = /charset="?([\w-]+)/i.exec(contentType ?? '')?.[1] ?? 'utf-8'
  try {
    return new TextDecoder(named).decode(bytes)
  } catch {
    return new TextDecoder().decode(bytes)
  }
}
