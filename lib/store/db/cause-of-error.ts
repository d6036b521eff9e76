/** What failed for the same cause has the same error but for numbers in it: those of two employees differ. */
export function causeOf(message: string | null): string | null {
  return message?.replaceAll(/[0-9]+/g, '#') ?? null
}
