export interface SubjectKey {
  readonly company: string
  readonly kind: string
  readonly key: string
}

/** Identifies a subject within this process. */
export function textOfSubject({ company, kind, key }: SubjectKey): string {
  return JSON.stringify([company, kind, key])
}
