/** The sources of bindings; the first one with any is used. */
export type BindingSource = 'VCAP_SERVICES_FILE_PATH' | 'VCAP_SERVICES' | 'SERVICE_BINDING_ROOT'

/** A bound service instance. */
export interface Binding {
  readonly source: BindingSource
  /** the service offering, such as `xsuaa` or `postgresql-db` */
  readonly label: string
  readonly name: string
  /** of user-provided instances; absent = none */
  readonly tags?: readonly string[]
  readonly credentials: Readonly<Record<string, unknown>>
}

/** The bindings of a source and its mistakes, which contain no values. */
export interface ReadBindings {
  readonly bindings: readonly Binding[]
  readonly mistakes: readonly string[]
}

export function placeOf({ source, label, name }: Binding): string {
  return `${source} ${label} "${name}"`
}
