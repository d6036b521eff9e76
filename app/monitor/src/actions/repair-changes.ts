/** The changes of a repair. Omitted fields stay unchanged. */
export interface RepairChanges {
  readonly body?: string
  readonly contentType?: string | null
  readonly type?: string | null
  readonly places?: Readonly<Record<string, string>>
}
