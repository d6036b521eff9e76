/** What a repair changes; what is left out stays. */
export interface RepairChanges {
  readonly body?: string
  readonly contentType?: string | null
  readonly type?: string | null
  readonly places?: Readonly<Record<string, string>>
}
